"""From a tree to its outline. A tree with mistakes gives an outline too: what is missing is said in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from perfsupport import tree as source
from perfsupport.compiler import make_title
from perfsupport.edges import Edge, find_edges
from perfsupport.expressions.words import tell_condition, tell_fact, tell_value
from perfsupport.outline import words
from perfsupport.outline.model import Entry, Outline, Part, Way
from perfsupport.program import Line
from perfsupport.settings import Contact, Settings
from perfsupport.tree import Text, Tree

Trees = Mapping[str, Tree]

MANNERS = {"read-do": "Read and do, line by line", "do-confirm": "Do from memory, then confirm"}


def make_outline(tree: Tree, trees: Trees, settings: Settings) -> Outline:
    """Return a tree's outline; ``trees`` are the project's by id, so that those it runs have their titles."""
    return _Maker(tree, trees, settings).make()


def number_steps(tree: Tree) -> dict[str, int]:
    """Return the steps' numbers, from 1 in the author's order."""
    return {str(id): number for number, id in enumerate(tree.steps, start=1)}


def find_title(step: source.Step, tree: Tree) -> str:
    """Return what a step is called, as plain text."""
    if isinstance(step, source.Question | source.Input) or step.title is not None:
        return (
            words.write_line(step.title if step.title is not None else getattr(step, "ask", ""), tree.facts) or step.id
        )
    line: Line = make_title(step)
    return line if isinstance(line, str) else str(step.id)


def find_kind(step: source.Step) -> str:
    """Return a step's kind: question, input, action, route, subtree, outcome, or broken."""
    return type(step).__name__.lower()


class _Maker:
    """Makes one outline."""

    def __init__(self, tree: Tree, trees: Trees, settings: Settings) -> None:
        self._tree, self._trees, self._settings = tree, trees, settings
        self._facts = words.label_facts(tree)
        self._numbers = number_steps(tree)
        self._edges = {str(id): list(self._find_ways(step)) for id, step in tree.steps.items()}
        self._earlier: dict[str, list[int]] = {}
        for id, edges in self._edges.items():
            for target in dict.fromkeys(str(edge.target) for edge in edges if edge.role != "fallback"):
                self._earlier.setdefault(target, []).append(self._numbers[id])

    def make(self) -> Outline:
        tree = self._tree
        entries = [self._make_entry(step) for step in tree.steps.values()]
        outcomes: dict[str, list[tuple[int, str]]] = {}
        for entry in entries:
            if entry.end:
                outcomes.setdefault(entry.end, []).append((entry.number, entry.title))
        return Outline(
            id=tree.id,
            title=str(tree.title) or tree.id,
            summary=words.write_prose(tree.summary or "", self._facts),
            about=list(self._tell_about()),
            start=self._numbers.get(tree.first_step or ""),
            facts=[
                (words.find_label(id, self._facts), words.tell_about(f, self._facts)) for id, f in self._facts.items()
            ],
            entries=entries,
            outcomes=outcomes,
        )

    def _tell_about(self) -> Iterator[tuple[str, str]]:
        tree = self._tree
        pairs = (
            ("File", tree.path),
            ("Kept by", tree.owner or "nobody yet"),
            ("Review by", tree.review_by or "no day set"),
            (
                "Replaces",
                f"{tree.course}, {tree.course_hours} hours" if tree.course and tree.course_hours else tree.course,
            ),
            ("Found by", ", ".join(tree.keywords)),
        )
        yield from ((label, str(value)) for label, value in pairs if value)
        if tree.fallback is not None:
            yield "None of these", f"leads to {self._name(tree.fallback)} from each question that offers it"

    def _make_entry(self, step: source.Step) -> Entry:
        id = str(step.id)
        return Entry(
            number=self._numbers[id],
            id=id,
            kind=find_kind(step),
            title=find_title(step, self._tree),
            is_start=id == self._tree.first_step,
            is_fallback=id == self._tree.fallback,
            earlier=self._earlier.get(id, []),
            parts=[part for part in self._find_parts(step) if part.text or part.items],
            ways=[self._make_way(step, edge) for edge in self._edges[id]],
            end=words.tell_kind(step.end) if isinstance(step, source.Outcome) else "",
        )

    # What a step says

    def _find_parts(self, step: source.Step) -> Iterator[Part]:
        if dates := words.tell_dates(step):
            yield Part("Holds", dates)
        yield from self._find_own_parts(step)
        yield self._prose("Say", step.say)
        if isinstance(step, source.Action | source.Outcome):
            yield self._do(step)
        if isinstance(step, source.Outcome):
            yield Part("Case note", words.write_line(step.note or "", self._facts))
        yield self._prose("Why", step.why)
        yield self._prose("In detail", step.detail)
        yield from self._find_aids(step)
        yield Part("Noted by itself", "; ".join(words.tell_set(step.set, self._facts)))
        yield Part("Kept by", step.owner or "")
        yield Part("Review by", step.review_by or "")

    def _find_own_parts(self, step: source.Step) -> Iterator[Part]:
        """Yield what only this kind of step says."""
        facts = self._facts
        match step:
            case source.Question() | source.Input():
                if step.title is not None:
                    yield self._prose("Ask", step.ask)
        match step:
            case source.Input():
                fact = facts.get(step.fact)
                kind = f" ({words.tell_type(fact)})" if fact is not None else ""
                yield Part("Enter", f"{words.find_label(step.fact, facts)}{kind}")
            case source.Question(pick_many=True):
                yield Part("Choose any of", items=[self._tell_option(option) for option in step.options])
            case source.Subtree():
                other = self._trees.get(step.run)
                yield Part("Work through", f"the job aid “{other.title if other is not None else step.run}”")
                inner = other.facts if other is not None else {}
                passed = [f"{tell_fact(id, inner)} is {tell_value(t, facts)}" for id, t in step.passed.items()]
                yield Part("It is told", "; ".join(passed))

    def _tell_option(self, option: source.Option) -> str:
        label = words.write_line(option.label, self._facts)
        remarks = [*(["only alone"] if option.exclusive else []), *self._remark(option)]
        return f"{label} ({'; '.join(remarks)})" if remarks else label

    def _do(self, step: source.Action | source.Outcome) -> Part:
        items = [words.write_prose(text, self._facts) for text in step.do]
        if not step.checklist:
            return Part("Do", "\n\n".join(items))
        all_ticked = isinstance(step, source.Action) and step.confirm_all
        manner = MANNERS.get(step.manner or "") if isinstance(step, source.Action) else None
        return Part(manner or ("Do, and tick off each" if all_ticked else "Do"), items=items, ticks=True)

    def _find_aids(self, step: source.Step) -> Iterator[Part]:
        """Yield what helps on a step: tips, pictures, links, and who can be asked."""
        for tip in step.tips:
            given = ", ".join(filter(None, (tip.by, tip.on)))
            yield self._prose(f"Tip from {given}" if given else "Tip", tip.text)
        yield Part("Shown", items=[f"{media.alt or 'nothing said of it'} ({media.file})" for media in step.media])
        yield Part("Links", items=[f"{link.text}: {link.url}" for link in step.links])
        if step.contact is not None:
            contact = self._settings.contacts.get(step.contact)
            yield Part("Who can help", _tell_contact(contact) if contact is not None else step.contact)

    def _prose(self, label: str, text: Text | None) -> Part:
        return Part(label, words.write_prose(text or "", self._facts))

    # Where it leads

    def _find_ways(self, step: source.Step) -> Iterable[Edge]:
        edges: Iterable[Edge] = find_edges(step, self._tree.fallback)
        if isinstance(step, source.Question) and step.pick_many:
            # All options lead the same way, so that is one way.
            edges = dict.fromkeys(
                edge._replace(role="then", label="", option=None) if edge.option else edge for edge in edges
            )
        return edges

    def _make_way(self, step: source.Step, edge: Edge) -> Way:
        target = str(edge.target)
        number = self._numbers.get(target)
        title = find_title(self._tree.steps[target], self._tree) if number else f"`{target}`, which is not there"
        return Way(self._label(step, edge), number, title, self._find_remarks(step, edge), edge.role)

    def _label(self, step: source.Step, edge: Edge) -> str:
        match edge.role:
            case "route":
                return f"If {tell_condition(edge.label, self._facts)}"
            case "otherwise":
                return "Otherwise" if getattr(step, "branches", ()) else "Always"
            case "then":
                return "Then"
            case "on" if isinstance(step, source.Subtree):
                other = self._trees.get(step.run)
                ended = other.steps.get(edge.label) if other is not None else None
                return f"If it ends with “{find_title(ended, other) if other and ended else edge.label}”"
        return words.write_line(edge.label, self._facts)

    def _find_remarks(self, step: source.Step, edge: Edge) -> list[str]:
        if edge.option is not None:
            return self._remark(edge.option)
        if edge.role == "route" and isinstance(step, source.Route):
            branch = next((one for one in step.branches if one.when is edge.label), None)
            return [dates] if branch is not None and (dates := words.tell_dates(branch)) else []
        return []

    def _remark(self, option: source.Option) -> list[str]:
        """Return what hangs on an option besides where it leads."""
        facts = self._facts
        remarks = [
            f"offered only if {tell_condition(option.when, facts)}" if option.when else "",
            words.tell_dates(option),
            f"say: {words.write_line(option.say, facts)}" if option.say else "",
            f"case note: {words.write_line(option.note, facts)}" if option.note else "",
            *words.tell_set(option.set, facts),
        ]
        return list(filter(None, remarks))

    def _name(self, id: str) -> str:
        number = self._numbers.get(id)
        return f"{number} {find_title(self._tree.steps[id], self._tree)}" if number else f"`{id}`, which is not there"


def _tell_contact(contact: Contact) -> str:
    told = (contact.name, contact.phone, contact.email, contact.chat, contact.url, contact.hours)
    return ", ".join(str(each) for each in told if each)
