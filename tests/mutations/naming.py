"""Names that lead nowhere: misspelt, or of something that has gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.mutations.samples import Entry, Planted, Sample, at, slip

Kind = Callable[[Sample, Random], Planted | None]

TARGETS = (
    "start",
    "fallback",
    "steps.*.then",
    "steps.*.otherwise",
    "steps.*.route.*.go",
    "steps.*.on.*",
    "steps.*.options.*",
    "steps.*.options.*.go",
)
CONDITIONS = ("steps.*.route.*.when", "steps.*.options.*.when", "facts.*.is")
PLACEHOLDER = re.compile(r"(?<!\\)\(\((\w+)\)\)")


def find_targets(sample: Sample) -> list[Entry]:
    return [one for one in sample.find(*TARGETS) if one.text]


def misspell(*patterns: str) -> Kind:
    """Return the kind of mistake that a value is misspelt which names something."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = [one for one in sample.find(*patterns) if one.text and one.is_on_one_line]
        if not found:
            return None
        entry = random.choice(found)
        wrong = slip(entry.text, [*sample.tree.steps, *sample.tree.facts], random)
        return at(sample.replace_value(entry, wrong), entry.line) if wrong else None

    return plant


def misspell_key(*patterns: str) -> Kind:
    """Return the kind of mistake that a key is misspelt."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = sample.find(*patterns)
        if not found:
            return None
        entry = random.choice(found)
        wrong = slip(entry.name, [one.name for one in sample.entries], random)
        return at(sample.replace_key(entry, wrong), entry.line) if wrong else None

    return plant


def misspell_fact_in_prose(sample: Sample, random: Random) -> Planted | None:
    found = [(n, m) for n, line in enumerate(sample.lines) for m in PLACEHOLDER.finditer(line)]
    if not found:
        return None
    number, match = random.choice(found)
    wrong = slip(match[1], list(sample.tree.facts), random)
    return at(sample.replace(number, match.start(1), match.end(1), wrong), number) if wrong else None


def misspell_fact_in_condition(sample: Sample, random: Random) -> Planted | None:
    entry = random.choice(sample.find(*CONDITIONS) or [None])
    if entry is None:
        return None
    words = [
        match
        for match in re.finditer(r'(?<!")\b\w+\b(?!")', sample.lines[entry.line])
        if match.start() >= entry.value.start_mark.column and match[0] in sample.tree.facts
    ]
    match = random.choice(words)
    wrong = slip(match[0], list(sample.tree.facts), random)
    return at(sample.replace(entry.line, *match.span(), wrong), entry.line) if wrong else None


def rename_fact_in_one_place(sample: Sample, random: Random) -> Planted | None:
    """A fact gets another name where it is declared; each place that uses the old one is right."""
    entry = random.choice(sample.find("facts.*"))
    text = sample.replace_key(entry, f"{entry.name}_now")
    used = sample.find_mentions(entry.name, text)
    steps = {one.line + 1 for one in sample.find(f"steps.{entry.name}", f"facts.{entry.name}")}
    return Planted(text, frozenset(used - steps)) if used - steps else None


def rename_step_in_one_place(sample: Sample, random: Random) -> Planted | None:
    """A step gets another id; each target that says the old one is right."""
    entry = random.choice(sample.find("steps.*"))
    lines = [one.line for one in find_targets(sample) if one.text == entry.name]
    return at(sample.replace_key(entry, f"{entry.name}_now"), *lines) if lines else None


def delete_step(sample: Sample, random: Random) -> Planted | None:
    """A step goes and its id stays: each target that says it is right."""
    entry = random.choice(sample.find("steps.*")[1:])
    first, last = entry.line, sample.find_last_line(entry)
    targets = [one.line for one in find_targets(sample) if one.text == entry.name]
    lines = [n if n < first else n - (last - first + 1) for n in targets if not first <= n <= last]
    return at(sample.swap_lines(first, last, []), *lines) if lines else None


def delete_fact(sample: Sample, random: Random) -> Planted | None:
    """A fact goes and its uses stay: each of them is right."""
    entry = random.choice(sample.find("facts.*"))
    text = sample.remove(entry) or ""
    if f"  {entry.name}:" in text:
        return None
    used = sample.find_mentions(entry.name, text)
    return Planted(text, frozenset(used)) if used else None


def delete_outcome_from_on(sample: Sample, random: Random) -> Planted | None:
    """An outcome of the other tree leads nowhere any more: the line with ``run`` or ``on`` is right."""
    found = [one for one in sample.find("steps.*.on.*") if sample.begins_line(one)]
    if not found:
        return None
    entry = random.choice(found)
    owners = sample.find(*(".".join([*entry.trail[:2], key]) for key in ("run", "on")))
    return at(sample.remove(entry) or "", *(one.line for one in owners))


def add_unknown_outcome_to_on(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in sample.find("steps.*.on.*") if sample.begins_line(one)]
    if not found:
        return None
    entry = random.choice(found)
    line = sample.lines[entry.line].replace(f"{entry.name}:", "not_reached:", 1)
    return at(sample.swap_lines(entry.line, entry.line, [sample.lines[entry.line], line]), entry.line + 1)


def misspell_option_in_scenario(sample: Sample, random: Random) -> Planted | None:
    found = [
        one
        for one in sample.find("scenarios.*.responses.*")
        if one.is_plain and re.fullmatch(r"[A-Za-z][\w -]{4,}", one.text)
    ]
    if not found:
        return None
    entry = random.choice(found)
    wrong = slip(entry.text, [], random)
    return at(sample.replace_value(entry, wrong), entry.line) if wrong else None


def give_other_id_to_option(sample: Sample, random: Random) -> Planted | None:
    """An option's id changes and scenarios still say the old one."""
    found = [one for one in sample.find("steps.*.options.*.id") if one.is_on_one_line]
    used = [(e, s) for e in found for s in sample.find("scenarios.*.responses.*") if _is_response(e, s)]
    if not used:
        return None
    entry, _ = random.choice(used)
    return at(sample.replace_value(entry, f"{entry.text}-now"), *(s.line for e, s in used if e is entry))


def _is_response(option: Entry, response: Entry) -> bool:
    return response.name.split("~")[0] == option.trail[1] and response.text == option.text


KINDS: dict[str, Kind] = {
    "target misspelt": misspell(*TARGETS),
    "fact of an input misspelt": misspell("steps.*.fact"),
    "fact misspelt in ((...))": misspell_fact_in_prose,
    "fact misspelt in a condition": misspell_fact_in_condition,
    "fact misspelt in set, with or given": misspell_key("steps.*.set.*", "steps.*.with.*", "scenarios.*.given.*"),
    "fact renamed where it is declared alone": rename_fact_in_one_place,
    "fact deleted that is used": delete_fact,
    "step renamed where it stands alone": rename_step_in_one_place,
    "step deleted that is led to": delete_step,
    "tree misspelt": misspell("steps.*.run"),
    "contact misspelt": misspell("steps.*.contact"),
    "picture misspelt": misspell("steps.*.media.*.file"),
    "kind of outcome misspelt": misspell("steps.*.end"),
    "type of fact misspelt": misspell("facts.*.type"),
    "key of the tree misspelt": misspell_key("title", "summary", "owner", "review_by", "fallback", "facts", "steps"),
    "key of a step misspelt": misspell_key("steps.*.*"),
    "key of a fact misspelt": misspell_key("facts.*.*"),
    "key of an option misspelt": misspell_key("steps.*.options.*.*"),
    "key of a scenario misspelt": misspell_key("scenarios.*.*"),
    "key of a picture, tip or link misspelt": misspell_key(
        "steps.*.media.*.*", "steps.*.tips.*.*", "steps.*.links.*.*"
    ),
    "outcome misspelt in on": misspell_key("steps.*.on.*"),
    "outcome missing in on": delete_outcome_from_on,
    "outcome in on that there is not": add_unknown_outcome_to_on,
    "end of a scenario misspelt": misspell("scenarios.*.ends"),
    "step misspelt in a scenario": misspell_key("scenarios.*.responses.*"),
    "response misspelt in a scenario": misspell_option_in_scenario,
    "option's id changed and scenarios left": give_other_id_to_option,
}
