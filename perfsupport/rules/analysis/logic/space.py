"""The space of one tree: its facts as dimensions, its conditions as formulas, and what a step does to a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date

from perfsupport.expressions.nodes import Node, find_facts
from perfsupport.rules.analysis.conditions import Condition
from perfsupport.rules.analysis.logic.cells import Dimension, make_cells, read_plain
from perfsupport.rules.analysis.logic.formulas import ALWAYS, Formula, Mask, cut
from perfsupport.rules.analysis.logic.numbers import step_after
from perfsupport.rules.analysis.logic.places import Places
from perfsupport.rules.analysis.logic.questions import Rails, Reading
from perfsupport.rules.analysis.logic.reading import Reader
from perfsupport.tree import Dated, Fact, Option, Question, Route, Text, Tree
from perfsupport.values import is_date

Given = Mapping[Text, Text | Sequence[Text]]


class Space:
    """The dimensions of a tree, and its conditions over them.

    ``told`` are the facts that may be known before the first step, and ``shown`` those of which it matters at some step
    whether they are known. A fact at which nobody looks has no bits in a box. ``earlier`` is the space of the same
    tree before a change. It lends its dimensions where a fact has the same values, each of which keeps its place in
    a box as long as its cells fit in there, and is of no more use itself then. ``renewed`` are the facts that mean
    something else now, and ``restless`` also those at which somebody looks now and nobody did, or the other way round.
    """

    def __init__(
        self,
        tree: Tree,
        conditions: Iterable[Condition],
        told: Set[str],
        shown: Set[str],
        pause: Callable[[], None],
        earlier: Space | None = None,
    ) -> None:
        self.tree = tree
        self.told = told
        self.can_be_followed = True
        nodes = {
            str(each.fact): each.node for each in conditions if each.role == "is" and each.node and not each.problems
        }
        self.calculated = _leave_out_circles(nodes, tree.facts)
        before = self.earlier = earlier if earlier is not None and earlier.can_be_followed else None
        self.plain = {id: self._find_dimension(id, fact) for id, fact in tree.facts.items() if fact.calculated is None}
        self.renewed = self._find_renewed(before) if before is not None else frozenset()
        self.reader: Reader = Reader(
            self.plain, self.calculated, before.reader if before is not None else None, self.renewed
        )
        self._read: dict[str, Reading] = {}
        for each in conditions:
            if each.role != "when" or each.node is None or each.problems or each.text in self._read:
                continue
            known = before._read.get(each.text) if before is not None else None
            if known is not None and known.node is each.node and self._is_still(each):
                self.reader.take_over(known)
                self._read[each.text] = known
                continue
            pause()
            if self._can_read(each.facts):
                self._read[each.text] = self.reader.read(each.node)
        self.nodes: dict[str, Node] = {
            str(each.text): each.node for each in conditions if each.role == "when" and each.node
        }
        self._reads: dict[str, Set[str]] = {}
        if before is not None:
            kept = before._reads
            self._reads = {text: kept[text] for text in kept if self._read.get(text, 0) is before._read.get(text)}
        self._note_values(tree)
        self._freeze(shown)

    def _find_dimension(self, id: str, fact: Fact) -> Dimension:
        """Return the dimension of a fact, the one there was where it has the same values."""
        known = self.earlier.plain.get(id) if self.earlier is not None else None
        if known is None or self.earlier is None or not _mean_the_same(self.earlier.tree.facts[id], fact):
            return Dimension(id, fact.type, fact)
        if (id in self.told) is not (id in self.earlier.told):
            return Dimension(id, fact.type, fact)
        known.fact = fact
        known.begin()
        return known

    def _find_renewed(self, before: Space) -> Set[str]:
        """Return the facts that are not what they were, and those that are calculated from them."""
        renewed = {
            name
            for old, new in ((before.plain, self.plain), (before.calculated, self.calculated))
            for name in old.keys() | new.keys()
            if old.get(name) is not new.get(name)
        }
        waiting = list(renewed)
        while waiting:
            name = waiting.pop()
            found = {each for each, node in self.calculated.items() if each not in renewed and name in find_facts(node)}
            renewed |= found
            waiting += found
        return renewed

    def _is_still(self, condition: Condition) -> bool:
        """Tell whether a condition asks for nothing that means something else now."""
        return not self.renewed or self.renewed.isdisjoint(condition.facts)

    def _can_read(self, facts: Iterable[str]) -> bool:
        return all(name in self.plain or name in self.calculated for name in facts)

    # Making

    def _note_values(self, tree: Tree) -> None:
        """Give every value that a step sets a cell of its own, and every day on which something begins or ends."""
        for step in tree.steps.values():
            self._note_days(step)
            if step.set:
                self._note_set(step.set)
            if isinstance(step, Question):
                fact = self.plain.get(step.fact or "")
                for option in step.options:
                    self._note_days(option)
                    if option.set:
                        self._note_set(option.set)
                    if fact is not None:
                        self._note_option(step, option, fact)
            elif isinstance(step, Route):
                for branch in step.branches:
                    self._note_days(branch)

    def _note_set(self, given: Given) -> None:
        for id, value in given.items():
            fact = self.plain.get(id)
            if fact is None or not fact.tested:
                continue
            if isinstance(value, Text):
                self._note_value(fact, value)
            elif fact.type == "many":
                fact.named.update(map(str, value))

    def _note_value(self, fact: Dimension, text: Text) -> None:
        value = read_plain(fact.type, text)
        if fact.type in ("number", "date") and isinstance(value, float):
            fact.edges |= {value, step_after(value, fact.is_whole, including=False)}
        elif fact.type in ("text", "many"):
            fact.named.add(str(text))

    def _note_option(self, step: Question, option: Option, fact: Dimension) -> None:
        if step.pick_many and (option.set or is_conditional(option)):
            fact.tested = True
            fact.named |= {str(option.id), str(option.label)}
        elif step.pick_many and option.exclusive:
            fact.named |= {str(option.id), str(option.label)}
        elif fact.tested and fact.type in ("number", "date", "text"):
            for text in (option.id, option.label):
                self._note_value(fact, text)

    def _note_days(self, dated: Dated) -> None:
        if dated.effective_from is None and dated.effective_until is None:
            return
        for text, more in ((dated.effective_from, 0), (dated.effective_until, 1)):
            if text is not None and is_date(text):
                self.reader.today.edges.add(float(date.fromisoformat(text).toordinal() + more))
                self.reader.today.tested = True

    def _freeze(self, shown: Set[str]) -> None:
        """Make the cells, and give every dimension its bits, but for the facts at which nobody looks."""
        self._free_crowded()
        self.terms = list(self.reader.terms.values())
        self.today = self.reader.today
        before = self.earlier
        self.places: Places = Places(before.places if before is not None else None)
        seen = self._find_seen(shown)
        facts = [fact for name, fact in self.plain.items() if name in seen or fact.tested]
        dimensions = (*facts, self.today, *self.terms)
        for dimension in dimensions:
            self.places.put(dimension)
        if len(facts) < len(self.plain):
            for fact in self.plain.values():
                if id(fact) not in self.places.shapes:
                    fact.make()
                    fact.leave()
        self.field_of = self.places.list_fields(dimensions)
        self.every = (1 << self.places.size) - 1
        self.changed, self.changed_bits = (set(), 0) if before is None else self.places.find_changed(before.places)
        self.whens: dict[str, Rails] = {}
        for text, reading in self._read.items():
            kept = before.whens.get(text) if before is not None and before._read.get(text) is reading else None
            if kept is None or (self.changed and any(id(each) in self.changed for each in reading.dimensions)):
                kept = reading.condition.rails()
            self.whens[text] = kept
        self._find_terms()
        # Kept, for the dimensions go on to the space after the next change.
        self.start: int = self._find_start()
        self.restless: set[str] = set()
        self._windows: dict[tuple[str | None, str | None], Formula] = {}
        if before is not None:
            self._follow(before)

    def _find_seen(self, shown: Set[str]) -> set[str]:
        """Return the facts at which somebody looks, by name: conditions, and steps that show them."""
        seen = {name for text in self._read for name in self.list_reads(text)}
        for name in shown:
            if name in self.calculated:
                seen |= self.reader.find_facts(self.calculated[name])
            else:
                seen.add(name)
        return seen

    def _follow(self, before: Space) -> None:
        """Note what else has changed since; a day on which something begins or ends concerns everything."""
        now, then = self.places.shapes, before.places.shapes
        self.restless |= self.renewed
        for name, fact in self.plain.items():
            if (id(fact) in now) is not (id(fact) in then):
                self.restless.add(name)
            if self._rest_on(name) != before._rest_on(name):
                self.changed.add(id(fact))
                self.changed_bits |= fact.field | (then[id(fact)].field if id(fact) in then else 0)
        for term in self.terms:
            if any(id(each) in self.changed for each in term.over):
                self.changed_bits |= term.field
        if id(self.today) in self.changed or self.places.are_wasteful:
            self.earlier = None
        else:
            self._windows = before._windows
        self.can_be_followed = self.can_be_followed and not self.places.are_wasteful

    def _find_terms(self) -> None:
        """Note which terms rest on which facts."""
        self._dependent, self._terms_over = dict.fromkeys(self.plain, 0), dict.fromkeys(self.plain, 0)
        for term in self.terms:
            for fact in term.over:
                if fact is not self.today:
                    self._dependent[fact.name] |= term.open
                    self._terms_over[fact.name] |= term.field
        self._possible: dict[tuple[int, int], int] = {}
        self._narrowing: dict[int, list[tuple[int, Dimension, int, int]]] = {}
        for place, term in enumerate(self.terms):
            if term.possible is not None and term.needs:
                needed, unknown = sum(need.field for need in term.needs), sum(need.unknown for need in term.needs)
                # Found by the fact that it needs first: in most cases most facts are not known yet.
                self._narrowing.setdefault(term.needs[0].unknown, []).append((place, term, needed, unknown))
        self._narrowed_by = sum(self._narrowing)

    def _rest_on(self, name: str) -> tuple[int, int]:
        """Return the bits of the terms that rest on a fact."""
        return self._terms_over.get(name, 0), self._dependent.get(name, 0)

    def _free_crowded(self) -> None:
        """Ask nothing certain about a many fact of which too many options matter one by one."""
        for atom in self.reader.counted:
            many = atom.dimension
            if make_cells(many) and len(many.named) and not hasattr(make_cells(many)[0], "named"):
                key = f"{many.name}#{len(self.reader.terms)}"
                atom.dimension = Dimension(key, "opaque", tested=True, needs=[many], over=[many])
                atom.test = lambda cell: cell is True
                self.reader.terms[key] = atom.dimension
                # What was read is changed by this, also for the space before.
                self.can_be_followed = False
                if self.earlier is not None:
                    self.earlier.can_be_followed = False

    # Using

    def _find_start(self) -> int:
        """Return the box with which a run-through begins: told facts may have any value, all others have none."""
        box = self.today.usual
        for fact in self.plain.values():
            box |= fact.unknown | (fact.usual if fact.name in self.told else 0)
        return box | sum(term.open for term in self.terms)

    @property
    def anything(self) -> int:
        """The box of all cases."""
        box = self.today.usual | sum(term.open for term in self.terms)
        return box | sum(fact.unknown | fact.usual for fact in self.plain.values())

    def assign(self, box: int, fact: Dimension, bits: int) -> int:
        """Return the box in which a fact has other values; what was known of its terms is lost."""
        if not fact.field:
            # Nobody looks at it, nor does a term rest on it.
            return box
        return box & ~fact.field & ~self._terms_over[fact.name] | bits | self._dependent[fact.name]

    def find_touched(self, fact: Dimension) -> int:
        """Return all bits that may change when a fact is given a value."""
        return fact.field | self._terms_over[fact.name] | self._dependent[fact.name]

    def narrow(self, boxes: Iterable[int]) -> Sequence[int]:
        """Return the boxes without those that cannot be, since their terms and facts do not go together."""
        if not self._narrowing:
            return boxes if isinstance(boxes, list | tuple) else list(boxes)
        return [narrowed for box in boxes if (narrowed := self._narrow(box))]

    def _narrow(self, box: int) -> int:
        known = self._narrowed_by ^ (self._narrowed_by & box)
        while known:
            fact = known & -known
            known ^= fact
            for place, term, needed, unknown in self._narrowing[fact]:
                if box & unknown:
                    continue
                key = (place, box & needed)
                if key not in self._possible:
                    self._possible[key] = term.possible(box) if term.possible is not None else term.field
                before = box & term.field
                kept = before & self._possible[key]
                if not kept:
                    return 0
                if kept != before:
                    box ^= before ^ kept
        return box

    def cut(self, box: int, formula: Formula) -> Sequence[int]:
        """Return the part of a box where a formula holds, as boxes without overlap."""
        return self.narrow(cut(box, formula))

    def window(self, dated: Dated) -> Formula:
        """Return on which days something is in effect."""
        if dated.effective_from is None and dated.effective_until is None:
            return ALWAYS
        days = (dated.effective_from, dated.effective_until)
        if days not in self._windows:
            least, most = (
                float(date.fromisoformat(each).toordinal()) if each and is_date(each) else None for each in days
            )
            bits = self.today.bits(
                lambda cell: (least is None or cell.low >= least) and (most is None or cell.high <= most)
            )
            self._windows[days] = Mask(self.today.field, bits)
        return self._windows[days]

    def find_value(self, fact: Dimension, value: Text | Sequence[Text]) -> int:
        """Return the bits of a value that a step sets; all values where it is none."""
        if isinstance(value, Text):
            plain = frozenset([str(value)]) if fact.type == "many" else read_plain(fact.type, value)
            return fact.find(plain)
        return fact.find(frozenset(map(str, value)))

    def find_option_value(self, question: Question, option: Option) -> int:
        """Return the bits of what an option gives the question's fact: by its id, else by its label."""
        fact = self.plain[str(question.fact)]
        for text in (option.id, option.label):
            if fact.fact is not None and is_value(fact.fact, text):
                return self.find_value(fact, text)
        return fact.known

    def list_reads(self, text: str) -> Set[str]:
        """Return the facts that a condition rests on, by name."""
        if text in self._read:
            return self._read[text].facts
        if text not in self._reads:
            node = self.nodes.get(text)
            can_read = node is not None and self._can_read(find_facts(node))
            self._reads[text] = self.reader.find_facts(node) if node is not None and can_read else set()
        return self._reads[text]


def is_value(fact: Fact, text: Text) -> bool:
    """Tell whether an author's text is a value of a fact's type, limits aside."""
    if fact.type in ("choice", "many"):
        return any(option.value == text for option in fact.options)
    return read_plain(fact.type, text) is not None


def is_conditional(option: Option) -> bool:
    """Tell whether an option is not always on offer."""
    return option.when is not None or option.effective_from is not None or option.effective_until is not None


def _mean_the_same(one: Fact, other: Fact) -> bool:
    """Tell whether a fact has the same values; what it is called does not matter."""
    return one is other or _tell(one) == _tell(other)


def _tell(fact: Fact) -> Sequence[object]:
    return fact.type, fact.min, fact.max, fact.pattern, [option.value for option in fact.options]


def _leave_out_circles(nodes: Mapping[str, Node], facts: Mapping[str, Fact]) -> dict[str, Node]:
    """Return the calculated facts that rest on facts to be asked for alone, none on itself."""
    sound: dict[str, Node] = {}
    growing = True
    while growing:
        growing = False
        for name, node in nodes.items():
            if name not in sound and all(
                each in sound or (each in facts and facts[each].calculated is None) for each in find_facts(node)
            ):
                sound[name] = node
                growing = True
    return sound
