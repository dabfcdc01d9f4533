"""Random valid projects, as YAML text: every kind of step, facts, conditions, sets, subtrees, dates and loops.

``make_project`` takes any ``random.Random``: a seeded one for benchmarks and browsers, hypothesis's for properties.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from perfsupport.compiler import compile_program
from perfsupport.diagnostics import Diagnostic, has_errors
from perfsupport.parsing import parse_tree
from perfsupport.program import Program
from perfsupport.settings import Settings
from perfsupport.tree import Tree
from perfsupport.validator import check_trees

TODAY = "2026-06-15"
DAYS = ("2025-01-01", "2026-06-14", TODAY, "2026-06-16", "2027-12-31")
COUNTRIES = ("DE", "FR", "__proto__")
TAGS = ("rash", "fever", "constructor")
STEP_IDS = ("constructor", "to_string", "value_of", "has_own_property", "channel", "code", "amount", "holiday", "last")
WORDS = (
    "card",
    "bank",
    "till",
    "customer",
    "code",
    "refund",
    "Ünïcode",
    "<b>",
    "*now*",
    "& more",
    "((country))",
    "((half))",
)

DARING = (
    *(
        "amount > 500",
        "amount <= 500",
        "amount < 0",
        "amount >= 0",
        "10 < amount < 12.5",
        "amount == 600",
        "half > 300",
    ),
    *("amount != 12.5", "not (amount > 10)", "country != 'DE'", "country == 'FR'", "name == 'Ann'", "name == ''"),
    *("known(amount)", "not known(amount)", "known(half)", "known(low)", "ready == low", "low != yes", "ready or low"),
    *("'fever' in tags", "not ('rash' in tags)", "count(tags) == 3", "count(tags) <= 1", "country in tags"),
    *("day >= today", "day - today > 14", "today - day >= -14", "day > '2025-01-01'", "day == '2026-06-14'"),
    *("amount > half", "amount <= half", "half * 2 == amount", "100 / amount > 1", "100 / amount <= 1"),
    *("amount * half > 50", "abs(amount - 20) > 5", "max(amount, 20) > 20", "min(amount, 20) < 20", "name == country"),
    *(
        "ceil(amount / 3) > 4",
        "floor(amount) == amount",
        "known(rate)",
        "rate > 1",
        "today < '2026-06-15'",
        "-amount < -10",
    ),
)
"""Conditions that have to do with each other."""

Document = dict[str, Any]


def to_yaml(value: Any, indent: int = 0) -> str:
    """Return a document of mappings, lists and texts as YAML in which every text is quoted."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        return "".join(f"{pad}{_scalar(key)}:{_nested(item, indent)}" for key, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{pad}-{_nested(item, indent)}" for item in value)
    return f"{pad}{_scalar(value)}\n"


def _nested(value: Any, indent: int) -> str:
    if isinstance(value, Mapping | list) and value:
        return "\n" + to_yaml(value, indent + 2)
    return f" {_scalar(value)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    return (
        json.dumps(value, ensure_ascii=False).replace("\x7f", "\\x7f") if isinstance(value, str | list) else str(value)
    )


def load_trees(files: Mapping[str, str]) -> dict[str, Tree]:
    """Return the trees of a project by id; fails with the diagnostics where one has an error."""
    trees: dict[str, Tree] = {}
    found: list[Diagnostic] = []
    for path, text in files.items():
        tree, diagnostics = parse_tree(text.encode(), path)
        found += diagnostics
        if tree is not None:
            trees[tree.id] = tree
    found += check_trees(trees.values(), Settings(), frozenset())
    assert not has_errors(found), "\n".join(f"{d.path}:{d.span.line} {d.code} {d.cause}" for d in found)
    return trees


def load_program(files: Mapping[str, str], tree_id: str | None = None) -> Program:
    """Return the program of a tree of the project, the first unless named."""
    trees = load_trees(files)
    return compile_program(trees[tree_id or next(iter(trees))], trees, Settings(), None)


def make_project(random: Random, most_steps: int = 9, *, daring: bool = False) -> dict[str, str]:
    """Return files of a project without errors: the first tree runs those behind it, some of them in turn.

    A ``daring`` one has conditions that overlap, contradict each other and leave gaps, which may be errors.
    """
    documents: dict[str, Document] = {}
    for number in reversed(range(random.randint(1, 3))):
        documents[f"tree-{number}"] = _Maker(random, dict(documents), most_steps, daring).make()
    return {f"trees/generated/{tree_id}.yaml": to_yaml(documents[tree_id]) for tree_id in reversed(documents)}


class _Maker:
    """Makes one tree; ``others`` are those it may run."""

    def __init__(self, random: Random, others: Mapping[str, Document], most_steps: int, daring: bool) -> None:
        self.random = random
        self.daring = daring
        self.others = others
        self.facts: Document = {}
        count = random.randint(3, most_steps)
        names = [*STEP_IDS, *(f"step_{number}" for number in range(most_steps))][:count]
        self.ids = random.sample(names, len(names))
        self.outcomes = [f"end_{number}" for number in range(random.randint(1, 3))]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def make(self) -> Document:
        self.facts = self._make_facts()
        tree: Document = {"title": self._words(), "facts": self.facts}
        if self.chance(0.6):
            tree["fallback"] = self.random.choice([*self.ids, *self.outcomes])
        steps = {step_id: self._make_step(place) for place, step_id in enumerate(self.ids)}
        steps |= {step_id: self._make_outcome() for step_id in self.outcomes}
        self._make_earlier_ids(steps)
        return {**tree, "steps": steps}

    def _make_facts(self) -> Document:
        facts: Document = {
            "amount": {"type": "number", "unit": "EUR", "min": "0", "max": "1000"},
            "country": {"type": "choice", "options": {value: f"In {value}" for value in COUNTRIES}},
            "ready": {"type": "yes_no"},
            "day": {"type": "date", "min": "2020-01-01"},
            "tags": {"type": "many", "options": list(TAGS)},
            "name": {"type": "text", "pattern": "[A-Za-z ]+"},
            "secret": {"type": "text", "sensitive": "yes"},
            "low": {"type": "yes_no", "is": "half < 100"},
            "half": {"type": "number", "unit": "EUR", "is": "round(amount / 2, 2)"},
        }
        if self.daring:
            facts["rate"] = {"type": "number", "is": "100 / amount"}
        for name in ("amount", "country", "ready", "day", "tags", "name"):
            if self.chance(0.4):
                facts[name]["from"] = self.random.choice(["host", "link", ["host", "link"]])
        names = self.random.sample(list(facts), len(facts))
        return {name: facts[name] for name in names}

    def _words(self) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, 5)))

    def _target(self, place: int, *, back: bool = True) -> str:
        """Return a step further on, or where asking makes it safe, one further back."""
        if back and self.chance(0.2):
            return self.random.choice(self.ids[: place + 1])
        return self.random.choice([*self.ids[place + 1 :], *self.outcomes])

    def _next(self, place: int) -> str:
        return self.ids[place + 1] if place + 1 < len(self.ids) else self.outcomes[0]

    def _make_step(self, place: int) -> Document:
        if place + 1 == len(self.ids):
            return self._make_last()
        kinds = ["question", "question", "fact_question", "many_question", "input", "action", "route"]
        kind = self.random.choice([*kinds, *(["subtree", "subtree"] if self.others else [])])
        step: Document = getattr(self, f"_make_{kind}")(place)
        if kind != "route" and self.chance(0.2):
            step["why"] = f"- {self._words()}\n- {self._words()}"
        if self.chance(0.3):
            step["set"] = self._make_set()
        if "then" in step and self.chance(0.25):
            step |= self._make_dates()
        return step

    def _make_last(self) -> Document:
        """Make the question that leads to each outcome, so that all can be reached."""
        options = {f"To {outcome}": outcome for outcome in self.outcomes}
        return {"ask": self._words(), "options": {**options, "Once more": self._target(len(self.ids) - 1)}}

    def _make_question(self, place: int) -> Document:
        count = self.random.randint(2, 4)
        options: Document = {f"Option {number}": self._make_option(place, number) for number in range(count)}
        options["Option 0"] = {"go": self._next(place), "note": f"Note {self._words()}"}
        if self.daring and self.chance(0.4):
            options = {label: {"go": self._target(place), "when": self._make_condition()} for label in options}
            options["Option 0"]["go"] = self._next(place)
        step = {"ask": self._words(), "options": options}
        return {**step, "exhaustive": "yes"} if self.chance(0.2) else step

    def _make_option(self, place: int, number: int) -> Document | str:
        target = self._target(place)
        if self.chance(0.4):
            return target
        option: Document = {"go": target}
        if number > 1 and self.chance(0.5):
            option["when"] = self._make_condition()
        if self.chance(0.4):
            option["set"] = self._make_set()
        if self.chance(0.3):
            option |= {"note": self._words(), "say": self._words()}
        if number > 1 and self.chance(0.3):
            option |= self._make_dates()
        if self.chance(0.3):
            option["was"] = f"old-{number}"
        return option

    def _make_fact_question(self, place: int) -> Document:
        offers = [("country", COUNTRIES), ("ready", ("Yes", "No")), ("amount", ("5", "12.5", "999"))]
        fact, labels = self.random.choice(offers)
        options = {label: self._target(place) for label in labels}
        return {"ask": self._words(), "fact": fact, "options": {**options, labels[0]: self._next(place)}}

    def _make_many_question(self, place: int) -> Document:
        options: list[Document] = [{"label": tag} for tag in TAGS]
        if self.chance(0.5):
            options[-1]["exclusive"] = "yes"
        if self.chance(0.3):
            options[0] |= {"note": self._words(), "set": self._make_set()}
        return {"ask": self._words(), "pick": "many", "fact": "tags", "options": options, "then": self._next(place)}

    def _make_input(self, place: int) -> Document:
        asked = [fact for fact in self.facts if "is" not in self.facts[fact]]
        return {"ask": self._words(), "fact": self.random.choice(asked), "then": self._next(place)}

    def _make_action(self, place: int) -> Document:
        do: Any = [self._words(), self._words()] if self.chance(0.5) else self._words()
        step = {"do": do, "then": self._next(place)}
        return {**step, "confirm": "all"} if isinstance(do, list) else step

    def _make_route(self, place: int) -> Document:
        branches = [
            {"when": self._make_condition(), "go": self._target(place, back=False), **self._make_dates(0.2)}
            for _ in range(self.random.randint(1, 3))
        ]
        if self.daring and self.chance(0.5):
            return {"route": [*branches, {"when": self._make_condition(), "go": self._next(place)}]}
        return {"route": branches, "otherwise": self._next(place)}

    def _make_subtree(self, place: int) -> Document:
        run = self.random.choice(list(self.others))
        outcomes = [step_id for step_id, step in self.others[run]["steps"].items() if "end" in step]
        on = {outcome: self._target(place, back=False) for outcome in outcomes}
        step: Document = {"run": run, "on": {**on, outcomes[0]: self._next(place)}}
        passed = {"amount": "amount * 2", "country": "country", "ready": "amount > 3", "tags": "tags", "day": "today"}
        names = self.random.sample(list(passed), self.random.randint(0, 3))
        return {**step, "with": {name: passed[name] for name in names}} if names else step

    def _make_outcome(self) -> Document:
        outcome = {"end": self.random.choice(["resolved", "escalated"]), "do": self._words()}
        return {**outcome, "note": self._words()} if self.chance(0.6) else outcome

    def _make_set(self) -> Document:
        values: Document = {
            "amount": self.random.choice(["0", "12.5", "600"]),
            "country": self.random.choice(COUNTRIES),
            "ready": self.random.choice(["yes", "no"]),
            "tags": self.random.sample(TAGS, 2),
            "day": self.random.choice(DAYS),
        }
        return {name: values[name] for name in self.random.sample(list(values), self.random.randint(1, 2))}

    def _make_dates(self, share: float = 1.0) -> Document:
        if not self.chance(share):
            return {}
        start, end = sorted(self.random.sample(DAYS, 2))
        return self.random.choice([{"from": start}, {"until": end}, {"from": start, "until": end}])

    def _make_condition(self) -> str:
        atoms = (
            *("amount > 10", "half <= 100", "country == 'DE'", "country in ['FR', '__proto__']", "ready", "not ready"),
            *(
                "low",
                "day < today",
                "day + 7 >= today",
                "'rash' in tags",
                "count(tags) > 1",
                "known(name)",
                "today > '2026-06-15'",
            ),
        )
        if self.daring:
            atoms += DARING
        first, second = self.random.choice(atoms), self.random.choice(atoms)
        return self.random.choice([first, first, f"{first} and {second}", f"{first} or not ({second})"])

    def _make_earlier_ids(self, steps: Document) -> None:
        for step_id in self.ids:
            if self.chance(0.3):
                steps[step_id]["was"] = [f"old_{step_id}"]


PASSED: dict[str, tuple[str, ...]] = {
    "amount": ("amount", "amount * 2", "500", "-3", "half", "2000", "count(tags)"),
    "country": ("country", "'DE'", "'FR'", "'ES'", "name"),
    "ready": ("ready", "amount > 3", "yes", "no", "low", "known(name)"),
    "day": ("day", "today", "'2026-06-15'", "'2019-01-01'", "day + 7"),
    "tags": ("tags", "['rash']", "['rash', 'fever']", "['cold']"),
    "name": ("name", "'Ann'", "country", "'Ann1'"),
    "secret": ("secret", "name", "'x'"),
}
"""What a run may give each fact: the fact of that name, another one, an expression, and values that do not all fit."""


def make_runs(random: Random) -> dict[str, str]:
    """Return the files of a tree whose step ``run_it`` runs another, with facts of the same and of other names."""
    inner = _Maker(random, {}, 6, daring=False).make()
    outer = _Maker(random, {}, 6, daring=False).make()
    prefix = random.choice(["", "", "of_", "in_"])
    inner = _rename(inner, {name: prefix + name for name in inner["facts"]})
    for fact in inner["facts"].values():
        if random.random() < 0.7:
            fact.pop("from", None)
        if random.random() < 0.3:
            for limit in ("min", "max", "pattern"):
                fact.pop(limit, None)
    for number, step in enumerate(inner["steps"].values()):
        step["title"] = f"Inner {number}"
        step.pop("was", None)
    if random.random() < 0.85:
        inner.pop("fallback", None)
    steps: Document = outer["steps"]
    first = next(iter(steps))
    ends = [id for id, step in inner["steps"].items() if "end" in step]
    later = [*steps] if random.random() < 0.2 else [id for id in steps if "end" in steps[id]] + [*steps][-3:]
    run: Document = {"run": "tree-1", "on": {end: random.choice(later) for end in ends}}
    given = random.sample([*PASSED], random.randint(0, 4))
    passed = {prefix + name: random.choice(PASSED[name]) for name in given}
    run |= {"with": passed} if passed else {}
    begin: Document = {"ask": "Begin?", "options": {"Run it": "run_it", "Leave it": first}}
    if random.random() < 0.5:
        begin["options"]["Run it"] = {"go": "run_it", "set": {"country": "DE"}}
    asked: Document = {"ask": "How much?", "fact": "amount", "then": "begin"}
    heads = {"asked": asked, "begin": begin} if random.random() < 0.6 else {"begin": begin}
    outer["steps"] = {**heads, "run_it": run, **steps}
    return {f"trees/generated/tree-{place}.yaml": to_yaml(each) for place, each in enumerate((outer, inner))}


def _rename(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    """Return a document in which facts have other names: as keys of ``facts`` and ``set``, in conditions and prose."""
    if isinstance(value, Mapping):
        named = key in ("facts", "set")
        return {names.get(one, one) if named else one: _rename(item, names, one) for one, item in value.items()}
    if isinstance(value, list):
        return [_rename(item, names) for item in value]
    if key == "fact":
        return names.get(value, value)
    if key in ("when", "is"):
        pattern = re.compile(rf"'[^']*'|\b(?:{'|'.join(names)})\b")
        return pattern.sub(lambda found: names.get(found[0], found[0]), value)
    return re.sub(r"\(\((\w+)\)\)", lambda found: f"(({names.get(found[1], found[1])}))", value)
