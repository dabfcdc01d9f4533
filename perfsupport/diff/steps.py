"""What has changed in a step, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from perfsupport import tree as source
from perfsupport.catalogues import message
from perfsupport.diff.matching import Match, has_moved, match_options
from perfsupport.diff.model import Change, Kind
from perfsupport.expressions import compile_expression, parse_expression
from perfsupport.expressions.words import label_facts, tell_condition, tell_dates, tell_fact, tell_value
from perfsupport.outline import words
from perfsupport.outline.making import find_kind, find_title
from perfsupport.outline.model import KIND_WORDS
from perfsupport.outline.words import ENGLISH_OUTLINE, OutlineWords
from perfsupport.prose import render_prose
from perfsupport.tree import Option, Step, Text, Tree

WORDINGS = (
    ("title", message("The title")),
    ("ask", message("The question")),
    ("say", message("What to say")),
    ("why", message("The reason")),
    ("detail", message("The detail")),
    ("note", message("The case note")),
)
NOTHING = message("nothing")
ALWAYS = message("always")
REWORDED = message("{what} was reworded")
URGENT, CALM = message("It is urgent now."), message("It is no longer urgent.")
SWITCHES = (
    ("exhaustive", message("“None of these” is no longer offered."), message("“None of these” is offered now.")),
    ("pick_many", message("Several options can be chosen now."), message("Only one option can be chosen now.")),
    ("confirm_all", message("Each item must be ticked off now."), message("Items need not be ticked off any more.")),
    ("checklist", message("It is a checklist now."), message("It is no checklist any more.")),
    ("urgent", URGENT, CALM),
)


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

    def __init__(self, old: Tree, new: Tree, match: Match, speech: OutlineWords) -> None:
        self.old, self.new, self.match, self.speech = old, new, match, speech
        self.say, self.tell = speech.say, speech.tell
        self.old_facts, self.new_facts = label_facts(old), label_facts(new)

    def compare(self, old: Step, new: Step) -> Iterator[Change]:
        """Yield what has changed between a step and what it is now."""
        title = find_title(new, self.new)

        def change(sentence: str, before: str = "", after: str = "", kind: Kind = "changed") -> Change:
            return Change(kind, sentence, str(new.id), title, before, after, new.id.span.line)

        if old.id != new.id:
            text = message("Its id was `{old}` and is `{new}`.")
            if old.id in self.match.silent:
                text = message("Its id was `{old}` and is `{new}`; earlier links are lost unless it says was: [{old}].")
            yield change(self.say(text, old=str(old.id), new=str(new.id)), kind="renamed")
        if type(old) is not type(new):
            was, now = (self.tell(KIND_WORDS[find_kind(one)]) for one in (old, new))
            yield change(self.say("It was “{old}” and is “{new}”.", old=was, new=now))
        for before, after, sentence in self._find_wordings(old, new):
            yield change(sentence, before, after)
        for sentence in self._find_sentences(old, new):
            yield change(sentence)

    # Wordings

    def _find_wordings(self, old: Step, new: Step) -> Iterator[tuple[str, str, str]]:
        """Yield old and new words with what they are."""
        pairs = [(getattr(old, key, None), getattr(new, key, None), self.tell(name)) for key, name in WORDINGS]
        yield from (self._word(before, after, name) for before, after, name in pairs if not same_words(before, after))
        was, now = list(getattr(old, "do", ())), list(getattr(new, "do", ()))
        if len(was) == len(now) and any(not same_words(*pair) for pair in zip(was, now, strict=True)):
            for number, (before, after) in enumerate(zip(was, now, strict=True), start=1):
                if not same_words(before, after):
                    item = self.say("Item {number} to do", number=number)
                    yield self._word(before, after, item if len(now) > 1 else self.tell("What to do"))
        elif len(was) != len(now):
            yield self._word("\n".join(was), "\n".join(now), self.tell("What to do"))
        yield from self._find_tips(old, new)

    def _find_tips(self, old: Step, new: Step) -> Iterator[tuple[str, str, str]]:
        was, now = [tip.text for tip in old.tips], [tip.text for tip in new.tips]
        for before in list(was):
            twin = next((after for after in now if same_words(before, after)), None)
            if twin is not None:
                was.remove(before)
                now.remove(twin)
        for gone, come in zip_longest(was, now):
            yield self._word(gone, come, self.tell("A tip"))

    def _word(self, old: str | None, new: str | None, name: str) -> tuple[str, str, str]:
        before = words.write_prose(old or "", self.old_facts)
        after = words.write_prose(new or "", self.new_facts)
        return before, after, tell_wording(name, before, after, self.speech)

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
                    was, now = (self.speech.name_end(one.end) for one in (old, new))
                    yield self.say("It counted as “{old}” and counts as “{new}”.", old=was, new=now)
        it = self.tell("It")
        yield from self._compare_target(it, getattr(old, "then", None), getattr(new, "then", None))
        yield from self._compare_plain(old, new)
        yield from self._compare_set(it, old.set, new.set)
        yield from self._compare_dates(it, old, new)

    def _compare_options(self, old: source.Question, new: source.Question) -> Iterator[str]:
        match = match_options(old, new)
        now = {str(option.id): option for option in new.options}
        for option in old.options:
            if option.id not in match:
                name, step = self._old_label(option), self._old_name(option.go)
                yield self.say("The option {option} was removed; it led to {step}.", option=name, step=step)
        for option in new.options:
            if option.id not in match.values():
                yield self._tell_new_option(option)
        for option in old.options:
            if option.id in match:
                yield from self._compare_option(option, now[match[option.id]])
        if has_moved([str(o.id) for o in old.options], [str(o.id) for o in new.options], match):
            yield self.tell("The options stand in another order.")

    def _tell_new_option(self, option: Option) -> str:
        name = self._new_label(option)
        step = self._new_name(option.go) if option.go is not None else ""
        when = tell_condition(option.when, self.new_facts, self.speech) if option.when else ""
        if step and when:
            text = message("The option {option} is new and leads to {step}, offered only if {condition}.")
            return self.say(text, option=name, step=step, condition=when)
        if step:
            return self.say("The option {option} is new and leads to {step}.", option=name, step=step)
        if when:
            return self.say("The option {option} is new, offered only if {condition}.", option=name, condition=when)
        return self.say("The option {option} is new.", option=name)

    def _compare_option(self, old: Option, new: Option) -> Iterator[str]:
        label = self._new_label(new)
        name = self.say("The option {option}", option=label)
        if old.label != new.label:
            was = self._old_label(old)
            yield self.say("The option {old} was reworded: {new}.", old=was, new=label)
        if old.id != new.id:
            text = message("{what} has the id `{new}`, which was `{old}`.")
            yield self.say(text, what=name, new=str(new.id), old=str(old.id))
        yield from self._compare_target(name, old.go, new.go)
        if not same_condition(old.when, new.when):
            yield self._tell_offer(name, old.when, new.when)
        for key, text in (
            ("note", message("{what} puts into the case note: {new}; it was {old}.")),
            ("say", message("{what} lets the rep say: {new}; it was {old}.")),
        ):
            before, after = getattr(old, key), getattr(new, key)
            if not same_words(before, after):
                told = self._quote(before, self.old_facts), self._quote(after, self.new_facts)
                yield self.say(text, what=name, old=told[0], new=told[1])
        yield from self._compare_set(name, old.set, new.set)
        if old.exclusive != new.exclusive:
            alone, together = (
                message("{what} can only be chosen alone now."),
                message("{what} can be chosen with others now."),
            )
            yield self.say(alone if new.exclusive else together, what=name)
        yield from self._compare_dates(name, old, new)

    def _tell_offer(self, name: str, old: Text | None, new: Text | None) -> str:
        was = tell_condition(old, self.old_facts, self.speech) if old else ""
        now = tell_condition(new, self.new_facts, self.speech) if new else ""
        if not was:
            return self.say("{what} was offered always and is offered only if {new}.", what=name, new=now)
        if not now:
            return self.say("{what} was offered if {old} and is offered always.", what=name, old=was)
        return self.say("{what} was offered if {old} and is offered only if {new}.", what=name, old=was, new=now)

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
            condition = tell_condition(after.when, self.new_facts, self.speech)
            name = self.say("“If {condition}”", condition=condition)
            yield from self._compare_target(name, before.go, after.go)
            if not same_condition(before.when, after.when):
                told = tell_condition(before.when, self.old_facts, self.speech)
                text = message("It leads to {step} if {new}; it was if {old}.")
                yield self.say(text, step=self._new_name(after.go), new=condition, old=told)
            yield from self._compare_dates(name, before, after)
        for one in was:
            condition = tell_condition(one.when, self.old_facts, self.speech)
            text = message("“If {condition}” was removed; it led to {step}.")
            yield self.say(text, condition=condition, step=self._old_name(one.go))
        for one in now:
            condition = tell_condition(one.when, self.new_facts, self.speech)
            text = message("“If {condition}” is new and leads to {step}.")
            yield self.say(text, condition=condition, step=self._new_name(one.go))
        order = [new.branches.index(after) for before in old.branches for b, after in pairs if b is before]
        if order != sorted(order):
            yield self.tell("Its conditions are tried in another order.")
        yield from self._compare_target(self.tell("“Otherwise”"), old.otherwise, new.otherwise)

    def _same_when(self, old: source.Branch, new: source.Branch) -> bool:
        return same_condition(old.when, new.when)

    def _same_go(self, old: source.Branch, new: source.Branch) -> bool:
        return self.match.new_id(old.go) == new.go

    def _compare_subtree(self, old: source.Subtree, new: source.Subtree) -> Iterator[str]:
        if old.run != new.run:
            yield self.say("It ran the job aid `{old}` and runs `{new}`.", old=str(old.run), new=str(new.run))
        for outcome in dict.fromkeys((*old.on, *new.on)):
            name = self.say("The end `{outcome}`", outcome=str(outcome))
            yield from self._compare_target(name, old.on.get(Text(outcome)), new.on.get(Text(outcome)))
        for fact in dict.fromkeys((*old.passed, *new.passed)):
            before, after = old.passed.get(Text(fact)), new.passed.get(Text(fact))
            if not same_condition(before, after):
                was = tell_value(before, self.old_facts, self.speech) if before else self.tell(NOTHING)
                now = tell_value(after, self.new_facts, self.speech) if after else self.tell(NOTHING)
                text = message("It tells the other job aid `{fact}`: {new}; it was {old}.")
                yield self.say(text, fact=str(fact), new=now, old=was)

    def _compare_plain(self, old: Step, new: Step) -> Iterator[str]:
        asked = [getattr(each, "fact", None) for each in (old, new)]
        for name, before, after in (
            (message("Kept by"), old.owner, new.owner),
            (message("Review by"), old.review_by, new.review_by),
            (message("Who can help"), old.contact, new.contact),
            (message("The fact asked for"), asked[0], asked[1]),
        ):
            if before != after:
                yield tell_value_change(name, before, after, self.speech)
        for key, yes, no in SWITCHES:
            before, after = getattr(old, key, False), getattr(new, key, False)
            if type(old) is type(new) and before != after:
                yield self.tell(yes if after else no)
        if isinstance(old, source.Outcome) and isinstance(new, source.Outcome):
            before, after = old.asks_solved(self.old), new.asks_solved(self.new)
            if before != after:
                yes, no = (
                    message("The rep is asked whether it solved the case."),
                    message("The rep is no longer asked whether it solved the case."),
                )
                yield self.tell(yes if after else no)
        was, now = (getattr(each, "manner", None) or self.tell(NOTHING) for each in (old, new))
        if was != now:
            yield self.say("It is worked through as {new} now; it was {old}.", new=str(now), old=str(was))
        yield from self._compare_beside(old, new)

    def _compare_beside(self, old: Step, new: Step) -> Iterator[str]:
        """Yield what has changed of pictures, films and links."""
        come, gone = message("A picture or film is new: {name}."), message("A picture or film was taken out: {name}.")
        yield from self._compare_lists((come, gone), [m.file for m in old.media], [m.file for m in new.media])
        alts = {m.file: m.alt for m in old.media}
        for media in new.media:
            if media.file in alts and alts[media.file] != media.alt:
                text = message("`{file}` is described as {words} now.")
                yield self.say(text, file=str(media.file), words=self._quote(media.alt, {}))
        links = [[f"{link.text} ({link.url})" for link in one.links] for one in (old, new)]
        come, gone = message("A link is new: {name}."), message("A link was taken out: {name}.")
        yield from self._compare_lists((come, gone), *links)

    def _compare_target(self, name: str, old: str | None, new: str | None) -> Iterator[str]:
        if self.match.new_id(old) == new:
            return
        if new is None:
            text = message("{what} leads nowhere now; it led to {old}.")
            yield self.say(text, what=name, old=self._old_name(old))
        elif old is None:
            text = message("{what} leads to {new} and led nowhere before.")
            yield self.say(text, what=name, new=self._new_name(new))
        else:
            text = message("{what} leads to {new} instead of {old}.")
            yield self.say(text, what=name, new=self._new_name(new), old=self._old_name(old))

    def _compare_set(self, name: str, old: Mapping[Text, object], new: Mapping[Text, object]) -> Iterator[str]:
        for fact in dict.fromkeys((*old, *new)):
            before, after = old.get(fact), new.get(fact)
            if before != after:
                was, now = (self._tell_given(value) for value in (before, after))
                what = tell_fact(fact, {**self.old_facts, **self.new_facts}, self.speech)
                text = message("{what} notes down {fact} as {new}; it was {old}.")
                yield self.say(text, what=name, fact=what, new=now, old=was)

    def _tell_given(self, value: object) -> str:
        if not isinstance(value, Sequence):
            return self.tell(NOTHING)
        text = str(value) if isinstance(value, str) else f"{self.tell(',')} ".join(map(str, value))
        return self.say("“{text}”", text=text)

    def _compare_lists(self, texts: tuple[str, str], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
        come, gone = texts
        yield from (self.say(come, name=str(one)) for one in new if one not in old)
        yield from (self.say(gone, name=str(one)) for one in old if one not in new)

    def _compare_dates(self, name: str, old: source.Dated, new: source.Dated) -> Iterator[str]:
        was, now = (tell_dates(each, self.speech) or self.tell(ALWAYS) for each in (old, new))
        if was != now:
            yield self.say("{what} holds {new}; it was {old}.", what=name, new=now, old=was)

    def _old_name(self, id: str | None) -> str:
        return name_step(id, self.old, self.speech)

    def _new_name(self, id: str | None) -> str:
        return name_step(id, self.new, self.speech)

    def _old_label(self, option: Option) -> str:
        return self._quote(option.label, self.old_facts)

    def _new_label(self, option: Option) -> str:
        return self._quote(option.label, self.new_facts)

    def _quote(self, text: str | None, facts: Mapping[str, source.Fact]) -> str:
        return self.say("“{text}”", text=words.write_line(text, facts)) if text else self.tell(NOTHING)


def tell_wording(name: str, old: str, new: str, speech: OutlineWords) -> str:
    """Return what has become of a text: new, taken out or reworded; the texts themselves follow."""
    text = message("{what} is new") if not old else message("{what} was taken out") if not new else REWORDED
    return speech.say(text, what=name)


def tell_value_change(name: str, old: str | None, new: str | None, speech: OutlineWords) -> str:
    """Return what stands now beside a name, and what stood there."""
    was, now = (str(value) if value else speech.tell(NOTHING) for value in (old, new))
    return speech.say("{name}: {new}; it was {old}.", name=speech.tell(name), new=now, old=was)


def name_step(id: str | None, tree: Tree, speech: OutlineWords = ENGLISH_OUTLINE) -> str:
    """Return a step's title in quotes; where another step has the same title, the id as well."""
    if id is None:
        return speech.tell(NOTHING)
    if id not in tree.steps:
        return speech.say("`{id}`, which is not there", id=str(id))
    title = find_title(tree.steps[id], tree)
    twins = sum(find_title(step, tree) == title for step in tree.steps.values())
    if twins == 1:
        return speech.say("“{text}”", text=title)
    return speech.say("“{title}” (`{id}`)", title=title, id=str(id))
