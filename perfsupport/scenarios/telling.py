"""Telling: the way of a run in the author's words, with the conditions and the values that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfsupport.expressions.words import ENGLISH, Speech, join_list, message
from perfsupport.program import NONE_RESPONSE, Response, Value
from perfsupport.scenarios.comparisons import find_named
from perfsupport.scenarios.walker import Entry, Judged
from perfsupport.tree import NONE_LABEL, Question, Route, Tree
from perfsupport.values import write_value
from perfsupport.wording import join_words, quote

HAS_VALUE, NO_VALUE = message("{what} is {value}"), message("{what} is not known")
SAID, KNOWN = message("{step}: {response}"), message("{step}: {response} (known)")
NOT_IN_EFFECT = message("{step} (not in effect)")
HOLDS, OTHERWISE = message("{step}: {condition} holds"), message("{step}: otherwise ({facts})")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A condition on the way: whose it is, what it says, whether it held, and the facts that it read.

    ``text`` is empty for a condition of another tree, whose file is not at hand.
    """

    key: str
    place: str
    text: str
    holds: bool
    facts: Mapping[str, Value]

    def tell(self, speech: Speech = ENGLISH) -> str:
        """Return the condition with its values, as in ``amount > 500 (amount is 600)``."""
        return f"{quote(self.text)} ({tell_facts(self.facts, speech)})" if self.facts else quote(self.text)


def tell_facts(facts: Mapping[str, Value], speech: Speech = ENGLISH) -> str:
    """Return facts with their values in words."""
    told = [
        speech.say(NO_VALUE if value is None else HAS_VALUE, what=name, value=tell_value(value))
        for name, value in facts.items()
    ]
    return join_list(told, "and", speech)


def tell_value(value: Value) -> str:
    """Return a value as an author writes it; what has none is not known."""
    if value is None:
        return "not known"
    written = write_value(value)
    return written if isinstance(written, str) else f"[{', '.join(written)}]"


class Judgements:
    """Takes down the conditions of a run; ``walk`` calls it as ``watch``."""

    def __init__(self, tree: Tree) -> None:
        self.found: list[Judgement] = []
        self._tree = tree

    def __call__(self, judged: Judged) -> None:
        """Take down one condition."""
        frame = judged.frame
        names = [name for name in frame.tree["facts"] if name in find_named(judged.when, frame.tree["facts"])]
        text = _find_text(self._tree, judged) if frame.tree_id == self._tree.id else ""
        facts = {name: frame.get(name) for name in names}
        self.found.append(Judgement(judged.key, judged.place, text, judged.value is True, facts))


def _find_text(tree: Tree, judged: Judged) -> str:
    step = tree.steps.get(judged.step)
    part = judged.place.partition("/")[2]
    match step:
        case Route():
            return str(step.branches[int(part)].when)
        case Question():
            return next((str(option.when) for option in step.options if option.id == part), "")
    return ""


def describe_choice(tree: Tree, entry: Entry) -> str:
    """Return what was chosen at a step, and where; the step alone where nothing was."""
    response = entry.get("response")
    if entry["how"] not in ("responded", "known") or response is None:
        return quote(entry["key"])
    words = [quote(word) for word in tell_response(tree, entry, response)]
    return f"{join_words(words, 'and')} at {quote(entry['key'])}"


def tell_response(tree: Tree, entry: Entry, response: Response) -> list[str]:
    """Return a response in the labels of the options, as far as they are those of this tree."""
    step = tree.steps.get(entry["step"]) if entry["tree"] == tree.id else None
    options = {str(option.id): str(option.label) for option in step.options} if isinstance(step, Question) else {}
    chosen = [response] if isinstance(response, str) else response
    return [NONE_LABEL if each == NONE_RESPONSE else options.get(each, each) for each in chosen]


def describe_turn(tree: Tree, entry: Entry, following: Entry, judgements: Sequence[Judgement]) -> str:
    """Return where a step led, and for a route why: the condition that held, or those that did not."""
    turn = f"{describe_choice(tree, entry)} leads to {quote(following['step'])}"
    own = [each for each in judgements if each.key == entry["key"] and each.text]
    if entry["how"] != "routed" or not own:
        return turn
    if own[-1].holds:
        return f"{turn}, as {own[-1].tell()} holds"
    return f"{turn}, as {join_words([each.tell() for each in own], 'and')} {'does' if len(own) == 1 else 'do'} not hold"


def tell_path(
    tree: Tree, path: Sequence[Entry], judgements: Sequence[Judgement], speech: Speech = ENGLISH
) -> Iterator[str]:
    """Yield for each step of a path one line: its key, what was responded, and what decided where it led."""
    for entry in path:
        words = entry["key"]
        response = entry.get("response")
        if response is not None and entry["how"] in ("responded", "known"):
            said = join_list(tell_response(tree, entry, response), "and", speech)
            form = KNOWN if entry["how"] == "known" else SAID
            words = speech.say(form, step=words, response=said)
        elif entry["how"] == "skipped":
            words = speech.say(NOT_IN_EFFECT, step=words)
        if entry["how"] == "routed":
            decided = [each for each in judgements if each.key == entry["key"]]
            held = [each for each in decided if each.holds]
            if held and held[-1].text:
                words = speech.say(HOLDS, step=words, condition=held[-1].tell(speech))
            elif decided and decided[-1].text:
                facts = tell_facts({name: value for each in decided for name, value in each.facts.items()}, speech)
                words = speech.say(OTHERWISE, step=words, facts=facts)
        yield words
