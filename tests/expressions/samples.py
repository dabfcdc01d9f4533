"""Random expressions of every type, as text, and random facts for them."""

from __future__ import annotations

import datetime
import struct
from random import Random
from typing import Any

from perfsupport.expressions import FactType

COUNTRIES = ("DE", "FR", "NL")
SYMPTOMS = ("rash", "fever", "Überlauf", "😀")
TYPES = {
    **{name: FactType("number") for name in ("n1", "n2", "n3")},
    **{name: FactType("text") for name in ("t1", "t2")},
    **{name: FactType("date") for name in ("d1", "d2")},
    **{name: FactType("yes_no") for name in ("y1", "y2", "y3")},
    **{name: FactType("choice", COUNTRIES) for name in ("c1", "c2")},
    **{name: FactType("many", SYMPTOMS) for name in ("m1", "m2")},
}
NUMBERS = ["0", "1", "2", "7", "10", "365", "0.1", "0.5", "1.005", "2.5", "600.5", "123456789.125", "9007199254740993"]
NUMBERS += ["0.000001", "0.00000000000000001", "1" + "0" * 22, "99999999999999.95", "1" + "0" * 308]
TEXTS = ("", "a", "DE", "Zoë", "😀", "é", "2027-01-31", "5", "ﬁ", "line\u2028end", "𝒳", "null")
EXTREMES = (0.0, -0.0, 5e-324, -5e-324, 1.7976931348623157e308, -1e308, 1e16, 1e21, 1e-7, 2.675, 0.5, -2.5, 1e22, 4.35)


def make_date(random: Random) -> str:
    """Return a day from the years 1 to 9999, often one at an edge."""
    edges = ("0001-01-01", "9999-12-31", "2000-02-29", "1900-02-28", "2028-02-29", "2027-03-28", "0099-12-31")
    last = datetime.date.max.toordinal()
    return (
        random.choice(edges)
        if random.random() < 0.3
        else datetime.date.fromordinal(random.randint(1, last)).isoformat()
    )


def make_number(random: Random) -> float:
    """Return any finite double, half of the time one that people use."""
    kind = random.random()
    if kind < 0.25:
        return random.choice(EXTREMES)
    if kind < 0.75:
        return round(random.uniform(-1000, 1000), random.randint(0, 4))
    number: float = struct.unpack("<d", random.randbytes(8))[0]
    return number if abs(number) < float("inf") else 1.0


def make_facts(random: Random) -> dict[str, Any]:
    """Return values for most of the facts; the rest is not known."""
    make = {
        "number": lambda: make_number(random),
        "text": lambda: random.choice(TEXTS) * (3000 if random.random() < 0.02 else 1),
        "date": lambda: make_date(random),
        "yes_no": lambda: random.random() < 0.5,
        "choice": lambda: random.choice(COUNTRIES),
        "many": lambda: random.sample(SYMPTOMS, random.randint(0, 4)),
    }
    return {name: make[type.type]() for name, type in TYPES.items() if random.random() < 0.8}


def make_expression(random: Random, type: str, depth: int) -> str:
    """Return the text of an expression of a type (choice counts as text), nested at most ``depth`` deep."""
    leaves = {name for name, each in TYPES.items() if each.type == type}
    if depth == 0 or random.random() < 0.15:
        return random.choice([*sorted(leaves), _make_constant(random, type)])
    text = _MAKERS[type](random, depth - 1)
    return f"({text})" if type != "text" or "+" in text else text


def _make_constant(random: Random, type: str) -> str:
    match type:
        case "number":
            return random.choice(("", "-")) + random.choice(NUMBERS)
        case "yes_no":
            return random.choice(("yes", "no", "true", "false"))
        case "date":
            return random.choice(("today", _quote(make_date(random))))
        case "choice":
            return random.choice(("c1", "c2"))
        case "many":
            return random.choice(("m1", "m2"))
    return _quote(random.choice(TEXTS))


def _quote(text: str) -> str:
    return f'"{text}"'


def _make_truth(random: Random, depth: int) -> str:
    def sub(type: str) -> str:
        return make_expression(random, type, depth)

    order = random.choice(("<", "<=", ">", ">="))
    kind = random.choice(("number", "date"))
    match random.randrange(9):
        case 0:
            return f" {random.choice(('and', 'or'))} ".join(sub("yes_no") for _ in range(random.randint(2, 4)))
        case 1:
            return f"not {sub('yes_no')}"
        case 2:
            same = random.choice(("number", "text", "date", "yes_no", "choice"))
            return f"{sub(same)} {random.choice(('==', '!='))} {sub(same)}"
        case 3:
            return f"{sub(kind)} {order} {sub(kind)}"
        case 4:
            return f"{sub(kind)} {order} {sub(kind)} {order[0]} {sub(kind)}"
        case 5:
            return f"{_quote(random.choice(SYMPTOMS))} {random.choice(('in', 'not in'))} {sub('many')}"
        case 6:
            return f"{sub('choice')} in [{', '.join(map(_quote, random.sample(COUNTRIES, random.randint(1, 3))))}]"
        case 7:
            return f"{sub('number')} in [{', '.join(_make_constant(random, 'number') for _ in range(3))}]"
    return f"known({random.choice(sorted(TYPES))})"


def _make_number(random: Random, depth: int) -> str:
    def sub(type: str = "number") -> str:
        return make_expression(random, type, depth)

    match random.randrange(6):
        case 0 | 1:
            return f"{sub()} {random.choice('+-*/')} {sub()}"
        case 2:
            return f"round({sub()}, {random.randint(0, 12)})"
        case 3:
            return f"{random.choice(('floor', 'ceil', 'abs', 'round', '-'))}({sub()})"
        case 4:
            return f"{random.choice(('min', 'max'))}({', '.join(sub() for _ in range(random.randint(2, 4)))})"
    return random.choice((f"count({sub('many')})", f"{sub('date')} - {sub('date')}"))


def _make_date_text(random: Random, depth: int) -> str:
    days = random.choice((str(random.randint(0, 800)), f"floor({make_expression(random, 'number', depth)})", "n1"))
    date = make_expression(random, "date", depth)
    other = make_expression(random, "date", depth)
    return random.choice((f"{date} + {days}", f"{days} + {date}", f"{date} - {days}", f"min({date}, {other})"))


_MAKERS = {
    "yes_no": _make_truth,
    "number": _make_number,
    "date": _make_date_text,
    "text": lambda random, depth: " + ".join(make_expression(random, "text", depth) for _ in range(2)),
    "choice": lambda random, depth: _make_constant(random, "choice"),
    "many": lambda random, depth: _make_constant(random, "many"),
}
