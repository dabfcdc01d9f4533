"""One version ends, the next begins, and on the days between there is none.

Both days count: what holds ``until`` the 31st is followed by what holds ``from`` the 1st. A gap is told where a step
that ends leads on to the one that replaces it, and where two options or lines of a route take turns. They are taken
for versions of one another if they have the same words, or if the gap is a week at most; a longer one is a season.

Wrong:

    steps:
      old_menu:
        do: Open **Print centre**.
        until: 2027-01-31
        then: new_menu
      new_menu:
        do: Open **Letters**.
        from: 2027-02-02
        then: done
      done: {end: resolved, say: The letter is on its way.}

Mended:

    steps:
      old_menu:
        do: Open **Print centre**.
        until: 2027-01-31
        then: new_menu
      new_menu:
        do: Open **Letters**.
        from: 2027-02-01
        then: done
      done: {end: resolved, say: The letter is on its way.}
"""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.diagnostics import Edit, Fix, Severity
from perfsupport.rules.analysis.versions import find_successions
from perfsupport.rules.base import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding for each pair of versions with days between them."""
    for one in find_successions(context):
        days = (one.begins - one.ends).days - 1
        if days > 0:
            left = "one day has" if days == 1 else f"{days} days have"
            cause = f"{one.earlier} ends with {one.ends}, {one.later} begins on {one.begins}, and {left} neither."
            remedy = f"Write {one.next_day} here, if the one is to follow the other."
            fix = Fix(f"Begin on {one.next_day}", (Edit(one.place.span, str(one.next_day)),), safe=False)
            yield Finding(one.place.span, cause, remedy, fix)


RULE = Rule("PS705", "gap-between-versions", Severity.WARNING, __doc__, check, since=2)
