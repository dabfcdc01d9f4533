"""What has changed in a step, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from perfsupport import tree as source
from perfsupport.diff.matching import Match, has_moved, match_options
from perfsupport.diff.model import Change, Kind
from perfsupport.expressions import compile_expression, parse_expression
from perfsupport.expressions.words import tell_condition, tell_fact, tell_value
from perfsupport.outline import words
from perfsupport.outline.making import find_kind, find_title
from perfsupport.outline.model import KIND_WORDS
from perfsupport.prose import render_prose
from perfsupport.tree import Option, Step, Text, Tree

WORDINGS = (
    ("title", "The title"),
    ("ask", "The question"),
    ("say", "What to say"),
    ("why", "The reason"),
    ("detail", "The detail"),
    ("note", "The case note"),
)
NOTHING = "nothing"


def same_words(old: str | None, new: str | None) -> bool:
    """Tell whether two pieces of prose read the same: only blanks and line ends that nobody sees may differ."""
    if (old or "") == (new or ""):
        return True
    return render_prose(old or "").split() == render_prose(new or "").split()


def same_condition(old: str | None, new: str | None) -> bool:
    """Tell whether two expressions are the same, however they are written."""
    return old == new or (old is not None and new is not None and _read(old) == _read(new))


def _read(text: str) -> object:
    node, _problems = parse_expression(str(text))
    return text if node is None else compile_expression(node)


class StepComparer:
    """Compares the steps of two trees."""

    def __init__(self, old: Tree, new: Tree, match: Match) -> None:
        self.old, self.new, self.match = old, new, match
        self.old_facts, self.new_facts = words.label_facts(old), words.label_facts(new)

    def compare(self, old: Step, new: Step) -> Iterator[Change]:
        """Yield what has changed between a step and what it is now."""
        title = find_title(new, self.new)

        def change(sentence: str, before: str = "", after: str = "", kind: Kind = "changed") -> Change:
            return Change(kind, sentence, str(new.id), title, before, after, new.id.span.line)

        if old.id != new.id:
            lost = old.id in self.match.silent
            advice = f"; earlier links are lost unless it says was: [{old.id}]" if lost else ""
            yield change(f"Its id was `{old.id}` and is `{new.id}`{advice}.", kind="renamed")
        if type(old) is not type(new):
            was, now = KIND_WORDS[find_kind(old)], KIND_WORDS[find_kind(new)]
            yield change(f"It was “{was}” and is “{now}”.")
        for before, after, sentence in self._find_wordings(old, new):
            yield change(sentence, before, after)
        for sentence in self._find_sentences(old, new):
            yield change(sentence)

    # Wordings

    def _find_wordings(self, old: Step, new: Step) -> Iterator[tuple[str, str, str]]:
        """Yield old and new words with what they are."""
        pairs = [(getattr(old, key, None), getattr(new, key, None), name) for key, name in WORDINGS]
        yield from (self._word(before, after, name) for before, after, name in pairs if not same_words(before, after))
        was, now = list(getattr(old, "do", ())), list(getattr(new, "do", ()))
        if len(was) == len(now) and any(not same_words(*pair) for pair in zip(was, now, strict=True)):
            for number, (before, after) in enumerate(zip(was, now, strict=True), start=1):
                if not same_words(before, after):
                    yield self._word(before, after, f"Item {number} to do" if len(now) > 1 else "What to do")
        elif len(was) != len(now):
            yield self._word("\n".join(was), "\n".join(now), "What to do")
        yield from self._find_tips(old, new)

    def _find_tips(self, old: Step, new: Step) -> Iterator[tuple[str, str, str]]:
        for before, after in zip_longest(old.tips, new.tips):
            was, now = (before.text if before else None), (after.text if after else None)
            if not same_words(was, now):
                yield self._word(was, now, "A tip")

    def _word(self, old: str | None, new: str | None, name: str) -> tuple[str, str, str]:
        before = words.write_prose(old or "", self.old_facts)
        after = words.write_prose(new or "", self.new_facts)
        verb = "is new" if not before else "was taken out" if not after else "was reworded"
        return before, after, f"{name} {verb}"

    # Everything else

    def _find_sentences(self, old: Step, new: Step) -> Iterator[str]:
        match old, new:
            case source.Question(), source.Question():
                yield from self._compare_options(old, new)
            case source.Route(), source.Route():
                yield from self._compare_branches(old, new)
            case source.Subtree(), source.Subtree():
                yield from self._compare_subtree(old, new)
            case source.Outcome(), source.Outcome():
                if old.end != new.end:
                    yield f"It counted as “{words.tell_kind(old.end)}” and counts as “{words.tell_kind(new.end)}”."
        yield from self._compare_target("It", getattr(old, "then", None), getattr(new, "then", None))
        yield from self._compare_plain(old, new)
        yield from self._compare_set("It notes down", old.set, new.set)
        yield from _compare_dates("It", old, new)

    def _compare_options(self, old: source.Question, new: source.Question) -> Iterator[str]:
        match = match_options(old, new)
        now = {str(option.id): option for option in new.options}
        for option in old.options:
            if option.id not in match:
                yield f"The option {self._old_label(option)} was removed; it led to {self._old_name(option.go)}."
        for option in new.options:
            if option.id not in match.values():
                where = f" and leads to {self._new_name(option.go)}" if option.go is not None else ""
                only = f", offered only if {tell_condition(option.when, self.new_facts)}" if option.when else ""
                yield f"The option {self._new_label(option)} is new{where}{only}."
        for option in old.options:
            if option.id in match:
                yield from self._compare_option(option, now[match[option.id]])
        if has_moved([str(o.id) for o in old.options], [str(o.id) for o in new.options], match):
            yield "The options stand in another order."

    def _compare_option(self, old: Option, new: Option) -> Iterator[str]:
        name = f"The option {self._new_label(new)}"
        if old.label != new.label:
            yield f"The option {self._old_label(old)} was reworded: {self._new_label(new)}."
        if old.id != new.id:
            yield f"{name} has the id `{new.id}`, which was `{old.id}`."
        yield from self._compare_target(name, old.go, new.go)
        if not same_condition(old.when, new.when):
            was = f"if {tell_condition(old.when, self.old_facts)}" if old.when else "always"
            now = f"only if {tell_condition(new.when, self.new_facts)}" if new.when else "always"
            yield f"{name} was offered {was} and is offered {now}."
        for key, what in (("note", "puts into the case note"), ("say", "lets the rep say")):
            before, after = getattr(old, key), getattr(new, key)
            if not same_words(before, after):
                was = self._quote(before, self.old_facts)
                yield f"{name} {what}: {self._quote(after, self.new_facts)}; it was {was}."
        yield from self._compare_set(f"{name} notes down", old.set, new.set)
        if old.exclusive != new.exclusive:
            yield f"{name} can {'only be chosen alone' if new.exclusive else 'be chosen with others'} now."
        yield from _compare_dates(name, old, new)

    def _compare_branches(self, old: source.Route, new: source.Route) -> Iterator[str]:
        """Pair branches of the same condition, then the others of the same target in their order."""
        was, now = list(old.branches), list(new.branches)
        pairs: list[tuple[source.Branch, source.Branch]] = []
        for pairing in (self._same_when, self._same_go):
            for before in list(was):
                after = next((one for one in now if pairing(before, one)), None)
                if after is not None:
                    pairs.append((before, after))
                    was.remove(before)
                    now.remove(after)
        for before, after in pairs:
            condition = tell_condition(after.when, self.new_facts)
            name = f"“If {condition}”"
            yield from self._compare_target(name, before.go, after.go)
            if not same_condition(before.when, after.when):
                told = tell_condition(before.when, self.old_facts)
                yield f"It leads to {self._new_name(after.go)} if {condition}; it was if {told}."
            yield from _compare_dates(name, before, after)
        for one in was:
            yield f"“If {tell_condition(one.when, self.old_facts)}” was removed; it led to {self._old_name(one.go)}."
        for one in now:
            yield f"“If {tell_condition(one.when, self.new_facts)}” is new and leads to {self._new_name(one.go)}."
        order = [new.branches.index(after) for before in old.branches for b, after in pairs if b is before]
        if order != sorted(order):
            yield "Its conditions are tried in another order."
        yield from self._compare_target("“Otherwise”", old.otherwise, new.otherwise)

    def _same_when(self, old: source.Branch, new: source.Branch) -> bool:
        return same_condition(old.when, new.when)

    def _same_go(self, old: source.Branch, new: source.Branch) -> bool:
        return self.match.new_id(old.go) == new.go

    def _compare_subtree(self, old: source.Subtree, new: source.Subtree) -> Iterator[str]:
        if old.run != new.run:
            yield f"It ran the job aid `{old.run}` and runs `{new.run}`."
        for outcome in dict.fromkeys((*old.on, *new.on)):
            yield from self._compare_target(
                f"The end `{outcome}`", old.on.get(Text(outcome)), new.on.get(Text(outcome))
            )
        for fact in dict.fromkeys((*old.passed, *new.passed)):
            before, after = old.passed.get(Text(fact)), new.passed.get(Text(fact))
            if not same_condition(before, after):
                was = tell_value(before, self.old_facts) if before else NOTHING
                now = tell_value(after, self.new_facts) if after else NOTHING
                yield f"It tells the other job aid `{fact}`: {now}; it was {was}."

    def _compare_plain(self, old: Step, new: Step) -> Iterator[str]:
        yield from _compare_values("Kept by", old.owner, new.owner)
        yield from _compare_values("Review by", old.review_by, new.review_by)
        yield from _compare_values("Who can help", old.contact, new.contact)
        yield from _compare_values("The fact asked for", getattr(old, "fact", None), getattr(new, "fact", None))
        for key, yes, no in (
            ("exhaustive", "“None of these” is no longer offered.", "“None of these” is offered now."),
            ("pick_many", "Several options can be chosen now.", "Only one option can be chosen now."),
            ("confirm_all", "Each item must be ticked off now.", "Items need not be ticked off any more."),
            ("checklist", "It is a checklist now.", "It is no checklist any more."),
        ):
            before, after = getattr(old, key, False), getattr(new, key, False)
            if type(old) is type(new) and before != after:
                yield yes if after else no
        if isinstance(old, source.Outcome) and isinstance(new, source.Outcome):
            before, after = old.asks_solved(self.old), new.asks_solved(self.new)
            if before != after:
                yield f"The rep is {'' if after else 'no longer '}asked whether it solved the case."
        manner = [getattr(each, "manner", None) or NOTHING for each in (old, new)]
        if manner[0] != manner[1]:
            yield f"It is worked through as {manner[1]} now; it was {manner[0]}."
        yield from _compare_lists("picture or film", [m.file for m in old.media], [m.file for m in new.media])
        alts = {m.file: m.alt for m in old.media}
        for media in new.media:
            if media.file in alts and alts[media.file] != media.alt:
                yield f"`{media.file}` is described as {self._quote(media.alt, {})} now."
        links = [[f"{link.text} ({link.url})" for link in one.links] for one in (old, new)]
        yield from _compare_lists("link", *links)

    def _compare_target(self, name: str, old: str | None, new: str | None) -> Iterator[str]:
        if self.match.new_id(old) != new:
            was = f"instead of {self._old_name(old)}" if old is not None else "and led nowhere before"
            yield (
                f"{name} leads to {self._new_name(new)} {was}."
                if new is not None
                else f"{name} leads nowhere now; it led to {self._old_name(old)}."
            )

    def _compare_set(self, name: str, old: Mapping[Text, object], new: Mapping[Text, object]) -> Iterator[str]:
        for fact in dict.fromkeys((*old, *new)):
            before, after = old.get(fact), new.get(fact)
            if before != after:
                was, now = (_tell(value) for value in (before, after))
                yield f"{name} {tell_fact(fact, {**self.old_facts, **self.new_facts})} as {now}; it was {was}."

    def _old_name(self, id: str | None) -> str:
        return name_step(id, self.old)

    def _new_name(self, id: str | None) -> str:
        return name_step(id, self.new)

    def _old_label(self, option: Option) -> str:
        return f"“{words.write_line(option.label, self.old_facts)}”"

    def _new_label(self, option: Option) -> str:
        return f"“{words.write_line(option.label, self.new_facts)}”"

    def _quote(self, text: str | None, facts: Mapping[str, source.Fact]) -> str:
        return f"“{words.write_line(text, facts)}”" if text else NOTHING


def name_step(id: str | None, tree: Tree) -> str:
    """Return a step's title in quotes; where another step has the same title, the id as well."""
    if id is None:
        return NOTHING
    if id not in tree.steps:
        return f"`{id}`, which is not there"
    title = find_title(tree.steps[id], tree)
    twins = sum(find_title(step, tree) == title for step in tree.steps.values())
    return f"“{title}”" if twins == 1 else f"“{title}” (`{id}`)"


def _tell(value: object) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return "“" + ", ".join(map(str, value)) + "”" if isinstance(value, Sequence) else NOTHING


def _compare_values(name: str, old: str | None, new: str | None) -> Iterator[str]:
    if old != new:
        yield f"{name}: {new or NOTHING}; it was {old or NOTHING}."


def _compare_lists(what: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for one in new:
        if one not in old:
            yield f"A {what} is new: {one}."
    for one in old:
        if one not in new:
            yield f"A {what} was taken out: {one}."


def _compare_dates(name: str, old: source.Dated, new: source.Dated) -> Iterator[str]:
    was, now = words.tell_dates(old) or "always", words.tell_dates(new) or "always"
    if was != now:
        yield f"{name} holds {now}; it was {was}."
