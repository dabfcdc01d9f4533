"""What reads well and cannot be meant: values that do not fit, conditions as elsewhere, ways that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from perfsupport.tree import Outcome
from tests.mutations.naming import CONDITIONS, find_targets
from tests.mutations.samples import Entry, Planted, Sample, at, slip

Kind = Callable[[Sample, Random], Planted | None]


def change_value(patterns: Sequence[str], values: Sequence[str]) -> Kind:
    """Return the kind of mistake that a value of these keys is written as one of ``values``."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = [one for one in sample.find(*patterns) if one.is_on_one_line]
        if not found:
            return None
        entry = random.choice(found)
        return at(sample.replace_value(entry, random.choice(values)), entry.line)

    return plant


def rewrite(patterns: Sequence[str], old: str, new: Sequence[str]) -> Kind:
    """Return the kind of mistake that a part of a value, a pattern, is written otherwise."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = []
        for entry in sample.find(*patterns):
            if entry.is_on_one_line:
                start, end = entry.value.start_mark.column, entry.value.end_mark.column
                raw = sample.lines[entry.line][start:end]
                found += [(entry, start, match) for match in re.finditer(old, raw)]
        if not found:
            return None
        entry, start, match = random.choice(found)
        text = match.expand(random.choice(new))
        return at(sample.replace(entry.line, start + match.start(), start + match.end(), text), entry.line)

    return plant


def delete_key(*patterns: str) -> Kind:
    """Return the kind of mistake that a key is missing: the line on which the mapping it belongs to begins is right."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = [one for one in sample.find(*patterns) if sample.remove(one) and not _is_first_in_entry(sample, one)]
        if not found:
            return None
        entry = random.choice(found)
        return at(sample.remove(entry) or "", _find_owner(sample, entry))

    return plant


def _is_first_in_entry(sample: Sample, entry: Entry) -> bool:
    return not sample.begins_line(entry) and not sample.is_in_braces(entry)


def _find_owner(sample: Sample, entry: Entry) -> int:
    """Return the line of the key that a mapping belongs to; of an entry in a list, the line it begins on."""
    owner = [one for one in sample.entries if one.trail == entry.trail[:-1]]
    if owner:
        return owner[0].line
    return min((one.line for one in sample.entries if one.trail[:-1] == entry.trail[:-1]), default=0)


def delete_what_is_asked_for(sample: Sample, random: Random) -> Planted | None:
    """A question loses its options, or an entry its fact; of a step that has both, either would do."""
    asked = [one.trail[1] for one in sample.find("steps.*.ask")]
    both = {id for id in asked if sample.find(f"steps.{id}.options") and sample.find(f"steps.{id}.fact")}
    left = sorted(set(asked) - both)
    return delete_key(f"steps.{random.choice(left)}.{random.choice(['options', 'fact'])}")(sample, random)


def delete_then(sample: Sample, random: Random) -> Planted | None:
    return delete_key("steps.*.then")(sample, random)


def delete_file_title(sample: Sample, random: Random) -> Planted | None:
    entry = sample.find("title")[0]
    return at(sample.remove(entry) or "", 0)


def delete_otherwise(sample: Sample, random: Random) -> Planted | None:
    """A route's ``otherwise`` goes: the line of the step or of ``route`` is right."""
    found = sample.find("steps.*.otherwise")
    if not found:
        return None
    entry = random.choice(found)
    step, route = sample.find(f"steps.{entry.trail[1]}", f"steps.{entry.trail[1]}.route")
    return at(sample.remove(entry) or "", step.line, route.line)


def leave_one_option(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in sample.find("steps.*.options") if sample.find(f"steps.{one.trail[1]}.options.*")]
    if not found:
        return None
    entry = random.choice(found)
    second = sample.find(f"steps.{entry.trail[1]}.options.*")[1]
    return at(sample.swap_lines(second.line, sample.find_last_line(entry), []), entry.line)


def repeat_option(sample: Sample, random: Random) -> Planted | None:
    """An option is copied and its label, but not its id, is changed."""
    found = [
        one for one in sample.find("steps.*.options.*") if sample.begins_line(one) and "{id: " in sample.lines[one.line]
    ]
    if not found:
        return None
    entry = random.choice(found)
    line = sample.lines[entry.line].replace(entry.name, f"{entry.name} or so", 1)
    return at(sample.swap_lines(entry.line, entry.line, [sample.lines[entry.line], line]), entry.line + 1)


def misspell_value_in_condition(sample: Sample, random: Random) -> Planted | None:
    """A value of a choice is misspelt where it is compared."""
    values = {v.value: f for f in sample.tree.facts.values() if f.type in ("choice", "many") for v in f.options}
    found = []
    for entry in sample.find("steps.*.route.*.when", "steps.*.options.*.when"):
        found += [(entry, m) for m in re.finditer(r'"(\w+)"', sample.lines[entry.line]) if m[1] in values]
    found = [(entry, match) for entry, match in found if str(values[match[1]].id) in sample.lines[entry.line]]
    if not found:
        return None
    entry, match = random.choice(found)
    wrong = slip(match[1], list(values), random)
    return at(sample.replace(entry.line, *match.span(1), wrong), entry.line) if wrong else None


def lead_to_itself(sample: Sample, random: Random) -> Planted | None:
    """An action, an entry or a route leads back to itself for ever: its id or the line with the target is right."""
    found = [one for one in sample.find("steps.*.then") if not sample.find(f"steps.{one.trail[1]}.ask")]
    entry = random.choice(found) if found else None
    if entry is None:
        return None
    step = sample.find(f"steps.{entry.trail[1]}")[0]
    dated = sample.find(f"steps.{entry.trail[1]}.until", f"steps.{entry.trail[1]}.from")
    return None if dated else at(sample.replace_value(entry, step.name), step.line, entry.line)


def let_routes_circle(sample: Sample, random: Random) -> Planted | None:
    """A route leads to itself where no condition holds: its id or the line with ``otherwise`` is right."""
    found = sample.find("steps.*.otherwise")
    if not found:
        return None
    entry = random.choice(found)
    step = sample.find(f"steps.{entry.trail[1]}")[0]
    return at(sample.replace_value(entry, step.name), step.line, entry.line)


def cut_off_step(sample: Sample, random: Random) -> Planted | None:
    """The one way that leads to a step leads elsewhere: the step that nothing leads to any more is right."""
    targets = find_targets(sample)
    ends = [id for id, step in sample.tree.steps.items() if isinstance(step, Outcome)]
    single = [one for one in targets if [t.text for t in targets].count(one.text) == 1 and one.is_on_one_line]
    single = [one for one in single if one.trail[0] == "steps" and one.text != one.trail[1]]
    if not single:
        return None
    entry = random.choice(single)
    step = sample.find(f"steps.{entry.text}")[0]
    other = random.choice([id for id in ends if id != entry.text])
    return at(sample.replace_value(entry, other), step.line, entry.line)


def run_itself(sample: Sample, random: Random) -> Planted | None:
    found = sample.find("steps.*.run")
    if not found:
        return None
    entry = random.choice(found)
    return at(sample.replace_value(entry, sample.tree.id), entry.line)


def expect_another_end(sample: Sample, random: Random) -> Planted | None:
    """A scenario says another end than it comes to: any line of the scenario is right."""
    entry = random.choice(sample.find("scenarios.*.ends"))
    ends = [id for id, step in sample.tree.steps.items() if isinstance(step, Outcome) and id != entry.text]
    lines = [one.line for one in sample.entries if one.trail[:2] == entry.trail[:2]]
    return at(sample.replace_value(entry, random.choice(ends)), *lines)


def show_sensitive_fact_in_note(sample: Sample, random: Random) -> Planted | None:
    facts = [fact.id for fact in sample.tree.facts.values() if fact.sensitive]
    found = [one for one in sample.find("steps.*.note", "steps.*.options.*.note") if one.is_plain]
    if not facts or not found:
        return None
    entry = random.choice(found)
    return at(sample.replace_value(entry, f"{entry.text} (({random.choice(facts)}))"), entry.line)


def put_sensitive_fact_into_link(sample: Sample, random: Random) -> Planted | None:
    facts = [fact.id for fact in sample.tree.facts.values() if fact.sensitive]
    found = sample.find("steps.*.say")
    if not facts or not found:
        return None
    entry = random.choice(found)
    text = f'    links: [{{text: Open the account, url: "https://desk.example/?q=(({random.choice(facts)}))"}}]\n'
    if sample.find(f"steps.{entry.trail[1]}.links"):
        return None
    return at(sample.swap_lines(entry.line, entry.line, [text, sample.lines[entry.line]]), entry.line)


def track_sensitive_fact(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in sample.find("facts.*.sensitive") if not sample.find(f"facts.{one.trail[1]}.track")]
    if not found:
        return None
    entry = random.choice(found)
    end = entry.value.end_mark.column
    added = ", track: yes" if sample.is_in_braces(entry) else "\n" + " " * entry.column + "track: yes"
    owner = sample.find(f"facts.{entry.trail[1]}")[0]
    return at(sample.replace(entry.line, end, end, added), owner.line, entry.line + ("\n" in added))


def calculate_from_itself(sample: Sample, random: Random) -> Planted | None:
    found = sample.find("facts.*.is")
    if not found:
        return None
    entry = random.choice(found)
    owner = sample.find(f"facts.{entry.trail[1]}")[0]
    return at(sample.replace_value(entry, f"{owner.name} + 1"), owner.line, entry.line)


def ask_for_calculated_fact(sample: Sample, random: Random) -> Planted | None:
    calculated = [fact.id for fact in sample.tree.facts.values() if fact.calculated]
    found = [one for one in sample.find("steps.*.fact") if not sample.find(f"steps.{one.trail[1]}.options")]
    if not calculated or not found:
        return None
    entry = random.choice(found)
    return at(sample.replace_value(entry, random.choice(calculated)), entry.line)


def swap_limits(sample: Sample, random: Random) -> Planted | None:
    found = [one for one in sample.find("facts.*.max") if sample.find(f"facts.{one.trail[1]}.min")]
    if not found:
        return None
    entry = random.choice(found)
    return at(sample.replace_value(entry, "-1"), entry.line)


def keep_living_id(sample: Sample, random: Random) -> Planted | None:
    """A step says that it was a step which is still there."""
    one, other = random.sample(sample.find("steps.*"), 2)
    if sample.find(f"steps.{one.name}.was"):
        return None
    lines = [sample.lines[one.line], f"    was: [{other.name}]\n"]
    return at(sample.swap_lines(one.line, one.line, lines), one.line + 1)


def add_key(lines: Sequence[str], to: str, without: Sequence[str] = ()) -> Kind:
    """Return the kind of mistake that a step gets a key which does not go with it."""

    def plant(sample: Sample, random: Random) -> Planted | None:
        found = [one for one in sample.find(f"steps.*.{to}") if sample.begins_line(one)]
        found = [one for one in found if not any(sample.find(f"steps.{one.trail[1]}.{key}") for key in without)]
        if not found:
            return None
        entry = random.choice(found)
        added = f"    {random.choice(lines)}\n"
        return at(sample.swap_lines(entry.line, entry.line, [sample.lines[entry.line], added]), entry.line + 1)

    return plant


def end_action(sample: Sample, random: Random) -> Planted | None:
    """An action gets ``end`` and keeps ``then``: either line is right."""
    entry = random.choice([one for one in sample.find("steps.*.then") if sample.begins_line(one)])
    if not sample.find(f"steps.{entry.trail[1]}.do"):
        return None
    lines = [sample.lines[entry.line], "    end: resolved\n"]
    return at(sample.swap_lines(entry.line, entry.line, lines), entry.line, entry.line + 1)


def empty_value(sample: Sample, random: Random) -> Planted | None:
    """A key stands there and nothing behind it: its own line is right."""
    found = sample.find("steps.*.then", "steps.*.say", "steps.*.ask", "steps.*.fact", "steps.*.title", "steps.*.end")
    entry = random.choice([one for one in found if one.is_on_one_line])
    return at(sample.replace_value(entry, "").replace(": \n", ":\n"), entry.line)


def list_for_mapping(sample: Sample, random: Random) -> Planted | None:
    """Entries of a mapping get a dash each, as in a list: the key above or the first entry is right."""
    found = [one for one in sample.find("facts", "steps.*.on") if not one.is_on_one_line]
    if not found:
        return None
    entry = random.choice(found)
    inner = [one.line for one in sample.entries if one.trail[:-1] == entry.trail]
    last = sample.find_last_line(entry)
    lines = [
        re.sub(r"^( *)", r"\1- ", line, count=1) if number in inner else ("  " + line if line.strip() else line)
        for number, line in enumerate(sample.lines[entry.line + 1 : last + 1], entry.line + 1)
    ]
    return at(sample.swap_lines(entry.line + 1, last, lines), entry.line, entry.line + 1)


def text_for_mapping(sample: Sample, random: Random) -> Planted | None:
    """One text stands where several entries belong: the line with the key is right."""
    found = [one for one in sample.find("steps.*.on", "steps.*.options", "steps.*.route") if sample.begins_line(one)]
    entry = random.choice(found)
    line = " " * entry.column + f"{entry.name}: verified\n"
    return at(sample.swap_lines(entry.line, sample.find_last_line(entry), [line]), entry.line)


WHEN = ("steps.*.route.*.when", "steps.*.options.*.when")
DATES = ("review_by", "facts.*.min", "steps.*.from", "steps.*.until", "steps.*.tips.*.on", "scenarios.*.today")

KINDS: dict[str, Kind] = {
    "then deleted": delete_then,
    "otherwise deleted": delete_otherwise,
    "title of the tree deleted": delete_file_title,
    "question deleted from a step": delete_key("steps.*.ask"),
    "options or fact deleted": delete_what_is_asked_for,
    "run deleted": delete_key("steps.*.run"),
    "end deleted": delete_key("steps.*.end"),
    "type of a fact deleted": delete_key("facts.*.type"),
    "end of a scenario deleted": delete_key("scenarios.*.ends"),
    "alternative text deleted": delete_key("steps.*.media.*.alt"),
    "go deleted": delete_key("steps.*.route.*.go", "steps.*.options.*.go"),
    "only one option left": leave_one_option,
    "option copied with its id": repeat_option,
    "= for ==": rewrite(CONDITIONS, r" == ", [" = "]),
    "AND, OR": rewrite(WHEN, r" (?:and|or) ", [" AND ", " OR ", " && ", " || "]),
    "=> for >=": rewrite(WHEN, r" ([<>])=? ", [r" =\1 "]),
    "curly quotes in a condition": rewrite(WHEN, r'"(\w+)"', ["“\\1”", "„\\1“"]),
    "quotes forgotten in a condition": rewrite(WHEN, r'== "(\w+)"', [r"== \1"]),
    "number in quotes in a condition": rewrite(WHEN, r" ([<>]=?) (\d+)$", [r' \1 "\2"']),
    "number with a unit in a condition": rewrite(WHEN, r" (\d+)$", [r" \1 EUR", r" \1 %", r" £\1", r" \1,00"]),
    "words for a comparison": rewrite(WHEN, r" (?:==|>) ", [" equals ", " is ", " is more than "]),
    "condition with nothing to compare": rewrite(WHEN, r" (==|[<>]=?) [^ ]+$", [r" \1"]),
    "bracket forgotten in a formula": rewrite(["facts.*.is"], r"\)", [""]),
    "value of a choice misspelt in a condition": misspell_value_in_condition,
    "value of a choice misspelt in set": rewrite(["steps.*.set.*"], r"^(\w)(\w+)$", [r"\1\1\2"]),
    "number with a unit": change_value(["facts.*.min", "facts.*.max"], ["5 GBP", "£5", "5 kWh", "five", "1.000,00"]),
    "hours with a unit": change_value(["replaces.hours"], ["6 h", "six", "1,5"]),
    "date as elsewhere": change_value(DATES, ["30.06.2027", "06/30/2027", "30 June 2027", "June 2027", "2027-6-30"]),
    "date that there is not": change_value(DATES, ["2027-02-30", "2027-13-01", "2027-06-31"]),
    "yes or no misspelt": change_value(
        ["steps.*.exhaustive", "facts.*.sensitive", "facts.*.track", "steps.*.options.*.exclusive"],
        ["yess", "ja", "y", "1", "ye", "always"],
    ),
    "value given that does not fit": rewrite(
        ["scenarios.*.given.*"], r'^"\d+"$', ['"240 pounds"', '"1,500.00.1"', '"many"']
    ),
    "day given that there is not": rewrite(
        ["scenarios.*.responses.*"], r"^\d{4}-\d\d-\d\d$", ["2026-02-30", "22.11.2026"]
    ),
    "pattern that cannot be read": rewrite(["facts.*.pattern"], r"^'(.*)'$", [r"'(\1'", r"'[\1'", r"'*\1'"]),
    "list for a text": change_value(
        ["title", "owner", "steps.*.then", "steps.*.end", "steps.*.ask"], ["[one, two]", "{en: One}"]
    ),
    "list for a mapping": list_for_mapping,
    "text for a mapping": text_for_mapping,
    "nothing behind the key": empty_value,
    "then at an outcome": add_key(["then: ask_supervisor", "then: done"], "end"),
    "ask at an action": add_key(["ask: Is that all?"], "do", ["end"]),
    "end at an action": end_action,
    "confirm at a text": add_key(["confirm: all"], "ask"),
    "pick at an action": add_key(["pick: many", "exhaustive: yes"], "do", ["end"]),
    "limits the wrong way round": swap_limits,
    "earlier id that is in use": keep_living_id,
    "step leads to itself": lead_to_itself,
    "route leads to itself": let_routes_circle,
    "nothing leads to a step any more": cut_off_step,
    "tree runs itself": run_itself,
    "scenario expects another end": expect_another_end,
    "sensitive fact in a note": show_sensitive_fact_in_note,
    "sensitive fact in a link": put_sensitive_fact_into_link,
    "sensitive fact tracked": track_sensitive_fact,
    "calculated from itself": calculate_from_itself,
    "calculated fact is asked for": ask_for_calculated_fact,
}
