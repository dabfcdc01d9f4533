"""Figures in words of a language: numbers, shares, times and days as people there write them (CLDR, by Babel).

English keeps what the text report has: ``1 200``, ``59 %``, ``3 November 2026``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from perfsupport.analytics import wording
from perfsupport.analytics.figures import Count, Report, Stale
from perfsupport.analytics.intervals import round_interval, says_something
from perfsupport.analytics.wording import HIDDEN
from perfsupport.catalogues import ENGLISH_WORDS, message
from perfsupport.catalogues.words import ENGLISH, MakersWords, find_locale

if TYPE_CHECKING:
    from babel import Locale

MODES = {"live": message("live"), "practice": message("practice"), "preview": message("preview")}
FEEDBACK = {"wrong": "Wrong", "unclear": "Unclear", "missing": "Missing", "other": "Something else"}
"""What reps can say of a step, as the job aid has it."""

_REPLACED = re.compile(r"version (\S+) still used")


class FigureWords(MakersWords):
    """The words of a language, and its way to write figures."""

    @property
    def locale(self) -> Locale | str:
        """What Babel knows of the language."""
        return find_locale(self.language) or ENGLISH

    # Numbers

    def write_number(self, number: float) -> str:
        """Return a number with its thousands apart."""
        return wording.write_number(number) if self.is_english else super().write_number(round(number))

    def write_count(self, count: Count) -> str:
        """Return a count, or the sign for one that is not shown."""
        return HIDDEN if count is None else self.write_number(count)

    def write_amount(self, number: float) -> str:
        """Return a number without needless decimals."""
        if self.is_english:
            return wording.write_amount(number)
        from babel.numbers import format_decimal

        return str(format_decimal(float(f"{number:g}"), locale=self.locale))

    def write_change(self, number: float, places: int) -> str:
        """Return by how much a figure differs, with its sign."""
        if not self.is_english:
            from babel.numbers import format_decimal

            digits = "0." + places * "0" if places else "0"
            return str(format_decimal(round(number, places), f"+#,##{digits};\u2212#,##{digits}", self.locale))
        return f"{number:+.{places}f}".replace("-", "\u2212")

    def write_hours(self, number: float) -> str:
        """Return a number of hours."""
        if self.is_english:
            return f"{wording.write_amount(number)} hours"
        from babel.units import format_unit

        return str(format_unit(float(f"{number:g}"), "duration-hour", "long", locale=self.locale))

    def write_percent(self, share: float) -> str:
        """Return a share in whole hundredths; what is not all or nothing never looks so."""
        percent = round(100 * share)
        if percent == 0 and share > 0:
            return self.say("under {share}", share=self._write_whole(1))
        if percent == 100 and share < 1:
            return self.say("over {share}", share=self._write_whole(99))
        return self._write_whole(percent)

    def _write_whole(self, percent: int) -> str:
        if self.is_english:
            return f"{percent} %"
        from babel.numbers import format_percent

        return str(format_percent(percent / 100, locale=self.locale))

    def write_interval(self, count: int, whole: int) -> str:
        """Return the 95 % interval of a share in whole hundredths, as in ``42–74 %``."""
        low, high = round_interval(count, whole)
        return self.say("{low}–{high}", low=self.write_number(low), high=self._write_whole(high))

    def write_share(self, count: Count, whole: Count) -> str:
        """Return a count with its share of the whole; the share only where both may be said and it says something."""
        if not count or not whole or not says_something(count, whole):
            return self.write_count(count)
        return f"{self.write_count(count)} ({self.write_percent(count / whole)})"

    def write_sure_share(self, count: Count, whole: Count) -> str:
        """Return a share with its interval, as in ``59 % (42–74 %)``; in words where it is hidden or says nothing."""
        if count is None or not whole:
            return HIDDEN
        if not says_something(count, whole):
            return self.tell("too few to say")
        return f"{self.write_percent(count / whole)} ({self.write_interval(count, whole)})"

    def write_levels(self, texts: dict[str, str], shares: tuple[float, ...]) -> dict[str, str]:
        """Return what the levels of trouble are called, with the shares at which they begin put in."""
        some, much, most = (self._write_whole(round(100 * share)) for share in shares)
        low, middle = (self.write_number(round(100 * share)) for share in shares[:2])
        names = {"some": some, "much": much, "most": most, "low": low, "middle": middle}
        return {level: self.say(text, **names) for level, text in texts.items()}

    # Times and days

    def write_time(self, milliseconds: float) -> str:
        """Return a time as people say it: 8 s, 1 min 40 s, 2 h 5 min."""
        if self.is_english:
            return wording.write_time(milliseconds)
        seconds = round(milliseconds / 1000)
        if seconds < 1 and milliseconds:
            return self.say("under {share}", share=self._write_unit(1, "second"))
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        parts = [(hours, "hour"), (minutes, "minute")] if hours else [(minutes, "minute"), (seconds, "second")]
        told = [self._write_unit(number, unit) for number, unit in parts if number]
        return " ".join(told) or self._write_unit(0, "second")

    def _write_unit(self, number: int, unit: str) -> str:
        from babel.units import format_unit

        return str(format_unit(number, f"duration-{unit}", "short", locale=self.locale))

    def write_day(self, day: str) -> str:
        """Return an ISO date as people write it: 3 November 2026."""
        when = date.fromisoformat(day)
        return f"{when.day} {when:%B %Y}" if self.is_english else self.write_date(day)

    def write_short_day(self, day: str) -> str:
        """Return an ISO date for a sentence that holds several."""
        return day if self.is_english else self.write_date(day)

    def write_weekday(self, when: date) -> str:
        """Return a day with that of the week, short: Tue 3 Nov."""
        return f"{when:%a} {when.day} {when:%b}" if self.is_english else self._write_skeleton(when, "MMMEd")

    def write_tick(self, when: date) -> str:
        """Return a day as short as a chart has room for: 3 Nov."""
        return f"{when.day} {when:%b}" if self.is_english else self._write_skeleton(when, "MMMd")

    def _write_skeleton(self, when: date, skeleton: str) -> str:
        from babel.dates import format_skeleton

        return str(format_skeleton(skeleton, when, locale=self.locale))

    def write_period(self, report: Report) -> str:
        """Return from when to when the report is: the days that it was asked for, else those of its events."""
        first = report.from_day or (report.first_at is not None and wording.write_day_of(report.first_at))
        last = report.to_day or (report.last_at is not None and wording.write_day_of(report.last_at))
        if not first or not last:
            return self._write_end(report)
        if first == last:
            return self.write_day(first)
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        if not self.is_english:
            return self.say("{first} to {last}", first=self.write_day(first), last=self.write_day(last))
        if (begin.year, begin.month) == (end.year, end.month):
            return f"{begin.day} to {self.write_day(last)}"
        return f"{self.write_day(first)} to {self.write_day(last)}"

    def _write_end(self, report: Report) -> str:
        """Return the one day that a report without events was asked for, empty where it was for none."""
        if report.from_day:
            return self.say("from {first} on", first=self.write_day(report.from_day))
        return self.say("until {last}", last=self.write_day(report.to_day)) if report.to_day else ""

    # Names that stand in events

    def name_kind(self, kind: str) -> str:
        """Return what a kind of outcome is called."""
        return kind.replace("_", " ") if self.is_english and not self.outcomes else self.name_outcome(kind)

    def name_feedback(self, kind: str) -> str:
        """Return what kind of thing a rep said."""
        return kind if self.is_english else self.tell(FEEDBACK.get(kind, kind))

    def name_mode(self, mode: str) -> str:
        """Return what a mode is called."""
        return self.tell(MODES.get(mode, mode))

    def tell_stale(self, one: Stale) -> Markup:
        """Return why something is old, since when, and how often it was used, as HTML."""
        since, replaced = self.write_day(one.since), _REPLACED.fullmatch(one.why)
        version = replaced[1] if replaced else ""
        if one.sessions is None and replaced:
            hidden = message("version {version} still used since {day}; how often is not shown")
            return self.gettext(hidden, version=version, day=since)
        if one.sessions is None:
            return self.gettext("review overdue since {day}, still used; how often is not shown", day=since)
        times = self.ngettext("{count} time", "{count} times", one.sessions)
        if replaced:
            return self.gettext(
                "version {version} still used since {day}, used {times} in all", version=version, day=since, times=times
            )
        if one.step:
            return self.gettext("review overdue since {day}, used {times}", day=since, times=times)
        return self.gettext("review overdue since {day}, used {times} since", day=since, times=times)


ENGLISH_FIGURES = FigureWords(ENGLISH_WORDS)
