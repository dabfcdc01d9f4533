"""From a tree to its outline. A tree with mistakes gives an outline too: what is missing is said in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from perfsupport import tree as source
from perfsupport.catalogues import Words, message
from perfsupport.compiler import make_title
from perfsupport.edges import Edge, find_edges
from perfsupport.expressions.words import label_facts, tell_condition, tell_dates, tell_fact, tell_value
from perfsupport.outline import words
from perfsupport.outline.model import Entry, Outline, Part, Way
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.program import Line
from perfsupport.settings import Contact, Settings
from perfsupport.translating.applying import name_outcomes, translate_settings, translate_whole_tree
from perfsupport.tree import Text, Tree

Trees = Mapping[str, Tree]

MANNERS = {"read-do": message("Read and do, line by line"), "do-confirm": message("Do from memory, then confirm")}


def make_outline(tree: Tree, trees: Trees, settings: Settings, words: Words | None = None) -> Outline:
    """Return a tree's outline; ``trees`` are the project's by id, so that those it runs have their titles.

    In another language than the trees' it has the author's words as the file beside the tree translates them.
    """
    return make_outlines([tree], trees, settings, words)[0]


def make_outlines(
    chosen: Iterable[Tree], trees: Trees, settings: Settings, words: Words | None = None
) -> list[Outline]:
    """Return the outlines of several trees; what they have in common is translated once."""
    speech = (
        ENGLISH_OUTLINE if words is None else OutlineWords(words.with_outcomes(name_outcomes(settings, words.language)))
    )
    source_language = str(settings.language)
    if speech.language == source_language or words is None:
        return [_Maker(tree, trees, settings, speech).make() for tree in chosen]
    found = {id: translate_whole_tree(tree, speech.language) for id, tree in trees.items()}
    translated = {id: each.tree for id, each in found.items()}
    settings = translate_settings(settings, speech.language)
    return [
        _Maker(found[tree.id].tree, translated, settings, speech, found[tree.id].left, source_language).make()
        for tree in chosen
    ]


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

    def __init__(
        self,
        tree: Tree,
        trees: Trees,
        settings: Settings,
        speech: OutlineWords,
        left: Sequence[Text] = (),
        foreign: str = "",
    ) -> None:
        self._tree, self._trees, self._settings, self._speech = tree, trees, settings, speech
        self._left, self._foreign = {id(text) for text in left}, foreign
        self._facts = label_facts(tree)
        self._numbers = number_steps(tree)
        self._edges = {str(id): list(self._find_ways(step)) for id, step in tree.steps.items()}
        self._earlier: dict[str, list[int]] = {}
        for name, edges in self._edges.items():
            for target in dict.fromkeys(str(edge.target) for edge in edges if edge.role != "fallback"):
                self._earlier.setdefault(target, []).append(self._numbers[name])

    def make(self) -> Outline:
        tree = self._tree
        entries = [self._make_entry(step) for step in tree.steps.values()]
        outcomes: dict[str, list[tuple[int, str]]] = {}
        for entry in entries:
            if entry.end:
                outcomes.setdefault(entry.end, []).append((entry.number, entry.title))
        return Outline(
            id=tree.id,
            words=self._speech,
            left=self._tell_left(),
            title=str(tree.title) or tree.id,
            summary=words.write_prose(tree.summary or "", self._facts),
            about=list(self._tell_about()),
            start=self._numbers.get(tree.first_step or ""),
            facts=[
                (words.find_label(id, self._facts), words.tell_about(fact, self._facts, self._speech))
                for id, fact in self._facts.items()
            ],
            entries=entries,
            outcomes=outcomes,
        )

    def _tell_left(self) -> str:
        if not self._left:
            return ""
        told = self._speech.ngettext(
            "{count} text is not translated yet and stands in {language}.",
            "{count} texts are not translated yet and stand in {language}.",
            len(self._left),
            language=self._speech.name_foreign(self._foreign),
        )
        return str(told.unescape())

    def _tell_about(self) -> Iterator[tuple[str, str]]:
        tree, speech = self._tree, self._speech
        course = tree.course
        if tree.course and tree.course_hours:
            hours = speech.write_decimal(str(tree.course_hours))
            course = tree.course.reword(speech.say("{course}, {hours} hours", course=tree.course, hours=hours))
        pairs = (
            (speech.tell("File"), tree.path),
            (speech.tell("Kept by"), tree.owner or speech.tell("nobody yet")),
            (
                speech.tell("Review by"),
                speech.write_day(tree.review_by) if tree.review_by else speech.tell("no day set"),
            ),
            (speech.tell("Replaces"), course),
            (speech.tell("Found by"), f"{speech.tell(',')} ".join(tree.keywords)),
        )
        yield from ((label, str(value)) for label, value in pairs if value)
        if tree.fallback is not None:
            target = self._name(tree.fallback)
            yield (
                speech.tell("None of these"),
                speech.say("leads to {step} from each question that offers it", step=target),
            )

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
            end=self._speech.name_end(step.end) if isinstance(step, source.Outcome) else "",
            lang=self._find_lang(step.title if step.title is not None else getattr(step, "ask", step.title)),
        )

    # What a step says

    def _find_parts(self, step: source.Step) -> Iterator[Part]:
        speech = self._speech
        if dates := tell_dates(step, speech):
            yield Part(speech.tell("Holds"), dates)
        yield from self._find_own_parts(step)
        yield replace(self._prose(speech.tell("Say"), step.say), is_said=True)
        if isinstance(step, source.Action | source.Outcome):
            yield self._do(step)
        if isinstance(step, source.Outcome):
            note = words.write_line(step.note or "", self._facts)
            yield Part(speech.tell("Case note"), note, lang=self._find_lang(step.note))
        yield self._prose(speech.tell("Why"), step.why)
        yield self._prose(speech.tell("In detail"), step.detail)
        yield from self._find_aids(step)
        yield Part(speech.tell("Noted by itself"), speech.join(words.tell_set(step.set, self._facts, speech)))
        yield Part(speech.tell("Kept by"), step.owner or "")
        yield Part(speech.tell("Review by"), speech.write_day(step.review_by) if step.review_by else "")

    def _find_own_parts(self, step: source.Step) -> Iterator[Part]:
        """Yield what only this kind of step says."""
        facts, speech = self._facts, self._speech
        match step:
            case source.Question() | source.Input():
                if step.title is not None:
                    yield self._prose(speech.tell("Ask"), step.ask)
        match step:
            case source.Input():
                fact = facts.get(step.fact)
                kind = f" ({words.tell_type(fact, speech)})" if fact is not None else ""
                yield Part(speech.tell("Enter"), f"{words.find_label(step.fact, facts)}{kind}")
            case source.Question(pick_many=True):
                yield Part(speech.tell("Choose any of"), items=[self._tell_option(option) for option in step.options])
            case source.Subtree():
                other = self._trees.get(step.run)
                title = other.title if other is not None else step.run
                yield Part(speech.tell("Work through"), speech.say("the job aid “{title}”", title=title))
                inner = other.facts if other is not None else {}
                passed = [
                    speech.say(
                        "{what} is {value}",
                        what=tell_fact(id, inner, speech),
                        value=tell_value(text, facts, speech),
                    )
                    for id, text in step.passed.items()
                ]
                yield Part(speech.tell("It is told"), speech.join(passed))

    def _tell_option(self, option: source.Option) -> str:
        label = words.write_line(option.label, self._facts)
        remarks = [*([self._speech.tell("only alone")] if option.exclusive else []), *self._remark(option)]
        return f"{label} ({self._speech.join(remarks)})" if remarks else label

    def _do(self, step: source.Action | source.Outcome) -> Part:
        items = [words.write_prose(text, self._facts) for text in step.do]
        lang = self._find_lang(next(iter(step.do), None))
        if not step.checklist:
            return Part(self._speech.tell("Do"), "\n\n".join(items), lang=lang)
        all_ticked = isinstance(step, source.Action) and step.confirm_all
        manner = MANNERS.get(step.manner or "") if isinstance(step, source.Action) else None
        label = manner or (message("Do, and tick off each") if all_ticked else message("Do"))
        return Part(self._speech.tell(label), items=items, ticks=True, lang=lang)

    def _find_aids(self, step: source.Step) -> Iterator[Part]:
        """Yield what helps on a step: tips, pictures, links, and who can be asked."""
        speech = self._speech
        comma = f"{speech.tell(',')} "
        for tip in step.tips:
            given = comma.join(filter(None, (tip.by, tip.on and speech.write_day(tip.on))))
            yield self._prose(speech.say("Tip from {who}", who=given) if given else speech.tell("Tip"), tip.text)
        unsaid = speech.tell("nothing said of it")
        yield Part(speech.tell("Shown"), items=[f"{media.alt or unsaid} ({media.file})" for media in step.media])
        yield Part(speech.tell("Links"), items=[f"{link.text}: {link.url}" for link in step.links])
        if step.contact is not None:
            contact = self._settings.contacts.get(step.contact)
            told = _tell_contact(contact, comma) if contact is not None else step.contact
            yield Part(speech.tell("Who can help"), told)

    def _prose(self, label: str, text: Text | None) -> Part:
        return Part(label, words.write_prose(text or "", self._facts), lang=self._find_lang(text))

    def _find_lang(self, text: Text | None) -> str:
        """Return the language of a text that is not translated, nothing for all others."""
        return self._foreign if text is not None and id(text) in self._left else ""

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
        title = find_title(self._tree.steps[target], self._tree) if number else self._tell_missing(target)
        return Way(self._label(step, edge), number, title, self._find_remarks(step, edge), edge.role)

    def _label(self, step: source.Step, edge: Edge) -> str:
        match edge.role:
            case "route":
                return self._speech.say("If {clause}", clause=tell_condition(edge.label, self._facts, self._speech))
            case "otherwise":
                return self._speech.tell("Otherwise" if getattr(step, "branches", ()) else message("Always"))
            case "then":
                return self._speech.tell("Then")
            case "fallback":
                return self._speech.tell(edge.label)
            case "on" if isinstance(step, source.Subtree):
                other = self._trees.get(step.run)
                ended = other.steps.get(edge.label) if other is not None else None
                title = find_title(ended, other) if other and ended else edge.label
                return self._speech.say("If it ends with “{title}”", title=title)
        return words.write_line(edge.label, self._facts)

    def _find_remarks(self, step: source.Step, edge: Edge) -> list[str]:
        if edge.option is not None:
            return self._remark(edge.option)
        if edge.role == "route" and isinstance(step, source.Route):
            branch = next((one for one in step.branches if one.when is edge.label), None)
            return [dates] if branch is not None and (dates := tell_dates(branch, self._speech)) else []
        return []

    def _remark(self, option: source.Option) -> list[str]:
        """Return what hangs on an option besides where it leads."""
        facts, speech = self._facts, self._speech
        remarks = [
            speech.say("offered only if {clause}", clause=tell_condition(option.when, facts, speech))
            if option.when
            else "",
            tell_dates(option, speech),
            speech.say("say: {words}", words=words.write_line(option.say, facts)) if option.say else "",
            speech.say("case note: {words}", words=words.write_line(option.note, facts)) if option.note else "",
            *words.tell_set(option.set, facts, speech),
        ]
        return list(filter(None, remarks))

    def _name(self, id: str) -> str:
        number = self._numbers.get(id)
        return f"{number} {find_title(self._tree.steps[id], self._tree)}" if number else self._tell_missing(id)

    def _tell_missing(self, id: str) -> str:
        return self._speech.say("`{step}`, which is not there", step=id)


def _tell_contact(contact: Contact, comma: str) -> str:
    told = (contact.name, contact.phone, contact.email, contact.chat, contact.url, contact.hours)
    return comma.join(str(each) for each in told if each)
