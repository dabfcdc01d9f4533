"""Write a project of so many trees of so many steps: the same bytes for the same seed, and nothing to complain of.

    .venv/bin/python -m benchmarks.generate OUT --trees 100 --steps 50 --seed 1

Every tree has facts of all types, conditions, dates, notes and scenarios, and about 60 words a step. All ways lead
forward, but for some back to a question, so that every step is reached and reaches an outcome. A tenth of the
trees is run by others as subtrees; a project of one tree has five of the six kinds of step.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SETTINGS = """\
title: Generated job aids
contacts:
  supervisor: {name: Desk supervisor, phone: 0800 100 200, hours: Every day}
checks:
  max_questions: 1000
  severity: {PS520: off, PS730: off}
"""
"""A large tree drawn by lot has long ways, and words drawn by lot ask two things now and then.

All trees declare the same facts, whichever they use.
"""

FACTS = """\
facts:
  country: {type: choice, label: country, options: {DE: Germany, FR: France, NL: Netherlands}, from: [host, link]}
  plan: {type: choice, label: plan, options: [basic, plus, business], track: yes}
  amount: {type: number, label: amount, unit: EUR, min: 0, max: 10000, from: host}
  since: {type: date, label: customer since, from: host}
  urgent: {type: yes_no, label: urgent}
  signs: {type: many, label: what the customer sees, options: [slow, silent, hot, loud]}
  reference: {type: text, label: reference, pattern: '[0-9]{4}', sensitive: yes}
  half: {type: number, label: half, unit: EUR, is: "round(amount / 2, 2)"}
  open_days: {type: number, label: days, unit: days, is: today - since}
"""
OWN_FACTS = {
    "amount": "{type: number, unit: EUR, min: 0, max: 10000, from: host}",
    "country": "{type: choice, options: [DE, FR, NL], from: host}",
    "plan": "{type: choice, options: [basic, plus, business], from: host}",
    "since": "{type: date, from: host}",
    "urgent": "{type: yes_no, from: host}",
    "signs": "{type: many, options: [slow, silent, hot, loud], from: host}",
    "half": '{type: number, is: "round(amount / 2, 2)"}',
    "open_days": "{type: number, is: today - since}",
}
"""Conditions rest on facts of their step alone: what was said on the way there neither fulfils nor contradicts them."""

OWN = re.compile(rf"\b({'|'.join(OWN_FACTS)})\b")
INPUTS = ("amount", "since", "reference", "country", "urgent")
CONDITIONS = (
    'amount > {} and country == "DE"',
    "{} <= amount < 9000",
    'country in ["FR", "NL"] or urgent and amount != {}',
    "open_days > {} and not urgent",
    "'\"slow\" in signs and count(signs) > 1 and amount < {}'",
    'known(amount) and half <= {} and plan != "business"',
    "max(amount, 20) - abs(half) > {} or open_days < 14",
)
KINDS = {"question": 48, "input": 12, "action": 26, "route": 14}
WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()


@dataclass
class _Step:
    """A step while it is planned: the names of its ways out, and where each leads once that is known."""

    id: str
    kind: str
    ways: list[str]
    targets: dict[str, str] = field(default_factory=dict)
    fact: str | None = None


def write_site(root: Path, *, trees: int, steps: int, seed: int = 1) -> None:
    """Write ``perfsupport.yaml`` and the trees into ``root``."""
    random = Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    (root / "perfsupport.yaml").write_text(SETTINGS, encoding="utf-8")
    shared = [f"shared-{number:03}" for number in range(max(1, trees // 10) if trees > 1 else 0)]
    outcomes = {id: _write_tree(root, id, steps, {}, random) for id in shared}
    for number in range(trees - len(shared)):
        _write_tree(root, f"aid-{number:03}", steps, outcomes if number % 3 == 0 else {}, random)


def _write_tree(root: Path, id: str, count: int, shared: dict[str, list[str]], random: Random) -> list[str]:
    """Write one tree and return the ids of its outcomes; ``shared`` are those of the trees that it may run."""
    ends = [f"end_{number}" for number in range(max(2, min(count // 8, 4 if id.startswith("shared") else count)))]
    run = random.choice(sorted(shared)) if shared else None
    steps = _plan_steps(count - len(ends), shared.get(run or "", []), random)
    _connect(steps, ends, random)
    lines = [f"title: {_phrase(random, 5)}", f"summary: {_prose(random, 20)}", "owner: benchmark-desk"]
    lines += ["review_by: 2099-06-30", f"keywords: [{', '.join(random.sample(WORDS[:60], 4))}]"]
    written = {step.id: _write_step(step, run, random) for step in steps}
    lines += [f"fallback: {ends[-1]}", "", FACTS.rstrip("\n"), *_write_own_facts(written), "", "steps:"]
    for step_id, step_lines in written.items():
        lines += [f"  {step_id}:", *(f"    {line}" for line in step_lines), ""]
    for end in ends:
        lines += [f"  {end}:", *(f"    {line}" for line in _write_outcome(random)), ""]
    lines += _write_scenarios({step.id: step for step in steps}, steps[0].id)
    file = root / "trees" / f"section-{random.randrange(8)}" / f"{id}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ends


def _plan_steps(count: int, run_outcomes: Sequence[str], random: Random) -> list[_Step]:
    """Return the steps before the outcomes; the first is a question, and one runs a subtree where there is one."""
    kinds = ["question", *random.choices(list(KINDS), list(KINDS.values()), k=count - 1)]
    if run_outcomes and count > 2:
        kinds[random.randrange(1, count)] = "subtree"
    return [_plan_step(f"{kind}_{number}", kind, run_outcomes, random) for number, kind in enumerate(kinds)]


def _plan_step(id: str, kind: str, run_outcomes: Sequence[str], random: Random) -> _Step:
    match kind:
        case "question":
            fact = random.choices((None, "plan", "signs"), (8, 1, 1))[0] if not id.endswith("_0") else None
            if fact == "signs":
                return _Step(id, kind, ["then"], fact=fact)
            labels = ["basic", "plus", "business"] if fact else _make_labels(random)
            return _Step(id, kind, labels, fact=fact)
        case "route":
            return _Step(id, kind, [*_make_conditions(id, random, random.randint(1, 3)), "otherwise"])
        case "subtree":
            return _Step(id, kind, list(run_outcomes))
    return _Step(id, kind, ["then"], fact=random.choice(INPUTS) if kind == "input" else None)


def _make_labels(random: Random) -> list[str]:
    """Return two to four labels whose first words differ, so that their ids do too."""
    firsts = random.sample(WORDS[:100], random.randint(2, 4))
    return [f"{first.capitalize()} {_phrase(random, 3).lower()}" for first in firsts]


def _make_conditions(id: str, random: Random, count: int) -> list[str]:
    """Return different conditions, with numbers of their own as in real trees, and facts of their step's own."""
    number = id.rpartition("_")[2]
    filled = [each.format(random.randrange(20, 2000)) for each in random.sample(CONDITIONS, count)]
    return [OWN.sub(rf"\1_{number}", each) for each in filled]


def _write_own_facts(written: dict[str, list[str]]) -> list[str]:
    """Return the declarations of the facts that conditions rest on."""
    lines = []
    for id, step_lines in written.items():
        number = id.rpartition("_")[2]
        text = "\n".join(step_lines)
        used = {name for name in OWN_FACTS if f"{name}_{number}" in text}
        used |= {plain for name, plain in (("half", "amount"), ("open_days", "since")) if name in used}
        declared = {f"{name}_{number}": OWN_FACTS[name] for name in OWN_FACTS if name in used}
        for name, fact in declared.items():
            own = OWN.sub(rf"\1_{number}", fact) if " is: " in fact else fact
            lines.append(f"  {name}: {own}")
    return lines


def _connect(steps: Sequence[_Step], ends: Sequence[str], random: Random) -> None:
    """Give every way a target: first one way to each step, then the rest lead on, to an end, or back to a question."""
    places = {step.id: place for place, step in enumerate(steps)}
    questions = [step.id for step in steps if step.kind == "question" and step.fact is None]
    free: list[tuple[_Step, str]] = []
    for id, ways in [*((step.id, [(step, way) for way in step.ways]) for step in steps), *((end, []) for end in ends)]:
        if id != steps[0].id:
            place = random.randrange(len(free))
            step, way = free[place]
            free[place] = free[-1]
            free.pop()
            step.targets[way] = id
        free += ways
    for step, way in free:
        later = [each.id for each in steps[places[step.id] + 1 : places[step.id] + 40]]
        back = step.kind == "question" and len(step.ways) > 1 and way != step.ways[0] and random.random() < 0.05
        step.targets[way] = random.choice(
            questions[:5] if back else [*ends, *later[:: max(1, len(later) // len(ends))]]
        )


def _write_step(step: _Step, run: str | None, random: Random) -> list[str]:
    lines = [f"title: {_phrase(random, 3)}"]
    match step.kind:
        case "question":
            lines += [f"ask: {_phrase(random, 8)}?", f"why: {_prose(random, 16)}", *_write_options(step, random)]
        case "input":
            lines += [f"ask: {_phrase(random, 8)}?", f"fact: {step.fact}", f"say: {_prose(random, 20)}"]
            lines += [f"why: {_prose(random, 25)}", f"then: {step.targets['then']}"]
        case "action":
            lines += ["do:", *(f"  - {_prose(random, 14)}" for _ in range(3))]
            lines += [f"say: {_prose(random, 12)}", f"then: {step.targets['then']}"]
            lines += ["confirm: all"] if random.random() < 0.2 else []
        case "route":
            lines.append("route:")
            for way in step.ways[:-1]:
                lines += [f"  - when: {way}", f"    go: {step.targets[way]}"]
            lines.append(f"otherwise: {step.targets['otherwise']}")
        case "subtree":
            lines += [f"run: {run}", "with: {amount: 'round(amount / 2, 2)', country: country}", "on:"]
            lines += [f"  {way}: {step.targets[way]}" for way in step.ways]
    if step.kind in ("question", "action") and random.random() < 0.5:
        lines.append(f"detail: {_prose(random, 30)} The half is ((half)).")
    if step.kind in ("question", "action") and random.random() < 0.1:
        lines += [
            "contact: supervisor",
            "tips:",
            f"  - {{text: {_prose(random, 12)}, by: A colleague, on: 2026-05-04}}",
        ]
    return lines


def _write_options(step: _Step, random: Random) -> list[str]:
    if step.fact == "signs":
        options = "options: [slow, silent, hot, {label: Nothing of these, id: loud, exclusive: yes}]"
        return ["pick: many", "fact: signs", options, f"then: {step.targets['then']}"]
    lines = [f"fact: {step.fact}"] if step.fact else []
    lines.append("options:")
    for number, label in enumerate(step.ways):
        target = step.targets[label]
        if step.fact or random.random() < 0.5:
            lines.append(f"  {label}: {target}")
            continue
        lines += [f"  {label}:", f"    go: {target}", f"    note: {_phrase(random, 6)}."]
        if random.random() < 0.3:
            lines.append(f"    say: {_prose(random, 10)}")
        if number > 1 and random.random() < 0.3:
            lines += [f"    when: {condition}" for condition in _make_conditions(step.id, random, 1)]
        if random.random() < 0.1:
            lines.append("    set: {urgent: yes}")
    return lines


def _write_outcome(random: Random) -> list[str]:
    end = random.choice(("resolved", "escalated", "transferred"))
    lines = [f"title: {_phrase(random, 3)}", f"end: {end}", f"do: {_prose(random, 30)}", f"say: {_prose(random, 20)}"]
    return [*lines, f"note: {_phrase(random, 7)} ((amount))."]


def _write_scenarios(steps: dict[str, _Step], start: str) -> list[str]:
    """Return a scenario for each of the first two outcomes that questions without facts and actions alone lead to."""
    paths: dict[str, dict[str, str]] = {start: {}}
    queue = [start]
    for id in queue:
        step = steps.get(id)
        if step and step.fact is None and step.kind in ("question", "action"):
            for way in step.ways[:2]:
                if step.targets[way] not in paths:
                    paths[step.targets[way]] = {**paths[id], **({id: way} if step.kind == "question" else {})}
                    queue.append(step.targets[way])
    lines = []
    for end in [id for id in queue if id not in steps][:2]:
        responses = ", ".join(f"{id}: {way}" for id, way in paths[end].items())
        lines += [f"  - name: The way to {end}", f"    responses: {{{responses}}}", f"    ends: {end}"]
    return ["scenarios:", *lines] if lines else []


def _phrase(random: Random, words: int) -> str:
    """Return words that begin with a capital."""
    return " ".join(random.choices(WORDS, k=words)).capitalize()


def _prose(random: Random, words: int) -> str:
    """Return sentences of at most twelve words."""
    lengths = [12] * (words // 12) + ([words % 12] if words % 12 else [])
    return " ".join(f"{_phrase(random, length)}." for length in lengths)


def main() -> None:
    """Write a project as the command line says."""
    parser = argparse.ArgumentParser(description=write_site.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write_site(arguments.out, trees=arguments.trees, steps=arguments.steps, seed=arguments.seed)


if __name__ == "__main__":
    main()
