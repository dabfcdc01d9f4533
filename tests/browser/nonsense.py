"""Messages to an aid that nobody should send."""

from __future__ import annotations

import random


def make_nonsense(seed: int, count: int) -> list[object]:
    """Messages that nobody should send: each part of a right one, now and then, in place of something else."""
    chance = random.Random(seed)
    odd: list[object] = [
        None,
        0,
        -1,
        1e308,
        "",
        "x" * 5000,
        [],
        {},
        [[]],
        {"toString": 1},
        {"__proto__": {"a": 1}},
        True,
    ]
    fact_names = ["country", "amount", "customer", "__proto__", "constructor", "toString", "nope", "half", ""]

    def mix(right: object) -> object:
        return right if chance.random() < 0.8 else chance.choice(odd)

    def make_one() -> object:
        values = [*odd, "de", "xx", ["de"], [1, None], {"a": "b"}]
        facts = {name: chance.choice(values) for name in chance.sample(fact_names, 4)}
        payload = {
            "facts": mix(facts),
            "contact": mix("4711"),
            "theme": mix("dark"),
            "language": mix("en"),
            "mode": mix("live"),
        }
        type_ = chance.choice(["init", "context", "context", "ready", "step", "open", "constructor"])
        return mix({"ns": mix("perfsupport"), "v": mix(1), "type": mix(type_), "payload": mix(payload)})

    return [make_one() for _ in range(count)]
