"""Names that were misspelt: the nearest is suggested, and none where several are equally near."""

from __future__ import annotations

import difflib
from random import Random

from perfsupport.rules.analysis.names import Names
from perfsupport.wording import find_near, nearest, suggest

LETTERS = "abc_12"


def test_the_nearest_is_what_difflib_finds_most_alike() -> None:
    random, alone = Random(1), 0
    for _ in range(300):
        names = sorted({"".join(random.choices(LETTERS, k=random.randrange(2, 9))) for _ in range(30)})
        word = "".join(random.choices(LETTERS, k=random.randrange(2, 9))) + "x"
        alike = {name: difflib.SequenceMatcher(None, name, word).ratio() for name in names}
        most = max(alike.values())
        expected = [name for name in names if alike[name] == most] if most >= 0.6 else []
        assert set(find_near(word, names)) <= set(expected)
        assert bool(find_near(word, names)) is bool(expected)
        alone += len(expected) == 1
        if len(expected) == 1:
            assert nearest(word, names) == expected[0]
    assert alone > 50


def test_of_several_that_are_equally_near_none_is_guessed() -> None:
    names = [f"country_{number}" for number in range(15, 95, 10)]
    assert nearest("xcountry_5", names) is None
    assert suggest("xcountry_5", names).startswith("Use one of: country_15, ")
    assert suggest("xcountry_5", names[:2]) == "Did you mean country_15 or country_25?"
    assert Names(names[:2]).suggest("xcountry_5", "None.") == "Did you mean country_15 or country_25?"
    assert Names(names[:2]).nearest("xcountry_5") is None
    assert nearest("xcountry_15", names) == "country_15"


def test_a_figure_is_no_slip_of_the_pen_between_names_that_are_equally_near() -> None:
    assert sorted(find_near("bmount1", ["amount1", "cmount1"])) == ["amount1", "cmount1"]
    assert find_near("bmount1", ["amount1", "bmount2"]) == ["amount1"]
