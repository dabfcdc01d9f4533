"""The space of one tree: its facts as dimensions, its conditions as formulas, and what a step does to a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from operator import is_

from perfsupport.expressions.nodes import Node, find_facts
from perfsupport.rules.analysis.conditions import Condition
from perfsupport.rules.analysis.logic.cells import Dimension, make_cells, read_plain
from perfsupport.rules.analysis.logic.formulas import ALWAYS, Formula, Mask, cut
from perfsupport.rules.analysis.logic.numbers import step_after
from perfsupport.rules.analysis.logic.places import Places
from perfsupport.rules.analysis.logic.questions import Rails, Reading
from perfsupport.rules.analysis.logic.reading import Reader
from perfsupport.tree import Dated, Fact, Option, Question, Text, Tree
from perfsupport.values import is_date

Given = Mapping[Text, Text | Sequence[Text]]


class Space:
    """The dimensions of a tree, and its conditions over them.

    ``told`` are the facts that may be known before the first step. Of the facts in ``watched`` it is kept whether they
    are known, and of those that conditions rest on, which values they may have. ``earlier`` is the space of the same
    tree before a change. It lends its dimensions where the facts are the very same, each of which keeps its place in
    a box as long as its cells fit in there, and is of no more use itself then.
    """

    def __init__(
        self,
        tree: Tree,
        conditions: Iterable[Condition],
        told: Set[str],
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
        self.earlier = earlier if earlier is not None and self._can_follow(earlier) else None
        if self.earlier is None:
            plain = ((id, fact) for id, fact in tree.facts.items() if fact.calculated is None)
            self.plain = {id: Dimension(id, fact.type, fact) for id, fact in plain}
        else:
            self.plain = self.earlier.plain
            for name, dimension in self.plain.items():
                dimension.fact = tree.facts[name]
                dimension.begin()
        self.reader: Reader = Reader(
            self.plain, self.calculated, self.earlier.reader if self.earlier is not None else None
        )
        self._read: dict[str, Reading] = {}
        self._reads: dict[str, Set[str]] = {}
        for each in conditions:
            if each.role != "when" or each.node is None or each.problems or each.text in self._read:
                continue
            known = self.earlier._read.get(each.text) if self.earlier is not None else None
            if known is not None and known.node is each.node:
                self.reader.take_over(known)
                self._read[each.text] = known
                continue
            pause()
            if self._can_read(each.facts):
                self._read[each.text] = self.reader.read(each.node)
        self.nodes: dict[str, Node] = {
            str(each.text): each.node for each in conditions if each.role == "when" and each.node
        }
        self._note_values(tree)
        self._freeze()

    def _can_follow(self, earlier: Space) -> bool:
        """Tell whether what was read before holds: the facts and what is calculated from them are the very same."""
        return (
            earlier.can_be_followed
            and earlier.told == self.told
            and _mean_the_same(earlier.tree.facts, self.tree.facts)
            and _are_same(earlier.calculated, self.calculated)
        )

    def _can_read(self, facts: Iterable[str]) -> bool:
        return all(name in self.plain or name in self.calculated for name in facts)

    # Making

    def _note_values(self, tree: Tree) -> None:
        """Give every value that a step sets a cell of its own, and every day on which something begins or ends."""
        for step in tree.steps.values():
            self._note_days(step)
            self._note_set(step.set)
            if isinstance(step, Question):
                for option in step.options:
                    self._note_days(option)
                    self._note_set(option.set)
                    self._note_option(step, option)
            for branch in getattr(step, "branches", ()):
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

    def _note_option(self, step: Question, option: Option) -> None:
        fact = self.plain.get(step.fact or "")
        if fact is None:
            return
        if step.pick_many and (option.set or is_conditional(option)):
            fact.tested = True
            fact.named |= {str(option.id), str(option.label)}
        elif step.pick_many and option.exclusive:
            fact.named |= {str(option.id), str(option.label)}
        elif fact.tested and fact.type in ("number", "date", "text"):
            for text in (option.id, option.label):
                self._note_value(fact, text)

    def _note_days(self, dated: Dated) -> None:
        for text, more in ((dated.effective_from, 0), (dated.effective_until, 1)):
            if text is not None and is_date(text):
                self.reader.today.edges.add(float(date.fromisoformat(text).toordinal() + more))
                self.reader.today.tested = True

    def _freeze(self) -> None:
        """Make the cells, and give every dimension its bits."""
        self._free_crowded()
        self.terms = list(self.reader.terms.values())
        self.today = self.reader.today
        before = self.earlier
        self.places: Places = Places(before.places if before is not None else None)
        dimensions = (*self.plain.values(), self.today, *self.terms)
        for dimension in dimensions:
            self.places.put(dimension)
        self.field_of = self.places.list_fields(dimensions)
        self.every = (1 << self.places.size) - 1
        self.changed, self.changed_bits = (set(), 0) if before is None else self.places.find_changed(before.places)
        self.whens: dict[str, Rails] = {}
        for text, reading in self._read.items():
            kept = before.whens.get(text) if before is not None and before._read.get(text) is reading else None
            if kept is None or any(id(each) in self.changed for each in reading.dimensions):
                kept = reading.condition.rails()
            self.whens[text] = kept
        self._find_terms()
        # Kept, for the dimensions go on to the space after the next change.
        self.start: int = self._find_start()
        self._windows: dict[tuple[str | None, str | None], Formula] = {}
        if before is not None:
            self._follow(before)

    def _follow(self, before: Space) -> None:
        """Note what else has changed since; a day on which something begins or ends concerns everything."""
        for name, fact in self.plain.items():
            if self._terms_over[name] != before._terms_over[name] or self._dependent[name] != before._dependent[name]:
                self.changed.add(id(fact))
                self.changed_bits |= fact.field | before.places.shapes[id(fact)].field
        for term in self.terms:
            if any(id(each) in self.changed for each in term.over):
                self.changed_bits |= term.field
        if id(self.today) in self.changed or self.places.are_wasteful:
            self.earlier = None
        else:
            self._windows = before._windows
        self._reads = {
            text: names for text, names in before._reads.items() if before.nodes.get(text) is self.nodes.get(text)
        }
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
        days = (dated.effective_from, dated.effective_until)
        if days == (None, None):
            return ALWAYS
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


def _are_same(some: Mapping[str, object], others: Mapping[str, object]) -> bool:
    """Tell whether two mappings hold the very same values in the same order."""
    return some is others or (list(some) == list(others) and all(map(is_, some.values(), others.values())))


def _mean_the_same(some: Mapping[str, Fact], others: Mapping[str, Fact]) -> bool:
    """Tell whether facts have the same values, in the same order; what they are called does not matter."""
    return some is others or (
        list(some) == list(others)
        and all(
            one is other or _tell(one) == _tell(other)
            for one, other in zip(some.values(), others.values(), strict=True)
        )
    )


def _tell(fact: Fact) -> Sequence[object]:
    limits = fact.min, fact.max, fact.pattern, fact.calculated is None
    return fact.type, *limits, [option.value for option in fact.options]


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
