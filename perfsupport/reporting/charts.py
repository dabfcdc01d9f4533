"""Small pictures as SVG: lines of days, bars with their intervals; their colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from perfsupport.analytics.figures import DayFigures
from perfsupport.analytics.intervals import find_interval
from perfsupport.analytics.wording import HIDDEN
from perfsupport.reporting.telling import ENGLISH_FIGURES, FigureWords

LINE_WIDTH, LINE_HEIGHT = 120, 28
DAYS_HEIGHT, HEADROOM, WIDEST_DAY = 160, 20, 4.4
WEEKEND = 5
TICK_APART, NARROW_APART, MOST_NAMED = 5.0, 17.0, 8
METER = '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'


def draw_line(days: Sequence[DayFigures], words: FigureWords = ENGLISH_FIGURES) -> Markup:
    """Return the sessions of some days as a small line; days that are not shown are gaps with a dot on the ground.

    It runs from left to right; the style sheet turns it round where people read the other way.
    """
    if len(days) < 2:
        return Markup("")
    most = max((day.sessions or 0 for day in days), default=0) or 1
    step = LINE_WIDTH / (len(days) - 1)
    points = [
        (
            round(number * step, 1),
            None if day.sessions is None else round(LINE_HEIGHT - 3 - 22 * day.sessions / most, 1),
        )
        for number, day in enumerate(days)
    ]
    parts = []
    for shown, group in groupby(points, key=lambda point: point[1] is not None):
        run = list(group)
        if not shown:
            parts += [f'<circle class="veil" cx="{x}" cy="{LINE_HEIGHT - 3}" r="1"/>' for x, _ in run]
        elif len(run) == 1:
            parts.append(f'<circle class="dot" cx="{run[0][0]}" cy="{run[0][1]}" r="1.6"/>')
        else:
            line = " ".join(f"{x},{y}" for x, y in run)
            ground = f"{run[-1][0]},{LINE_HEIGHT - 3} {run[0][0]},{LINE_HEIGHT - 3}"
            parts.append(f'<polygon class="area" points="{line} {ground}"/><polyline class="line" points="{line}"/>')
    return Markup(
        f'<svg class="spark" viewBox="-2 0 {LINE_WIDTH + 4} {LINE_HEIGHT}" width="{LINE_WIDTH}" height="{LINE_HEIGHT}"'
        f' role="img" aria-label="{escape(_tell_days(days, words))}">{"".join(parts)}</svg>'
    )


def draw_days(days: Sequence[DayFigures], words: FigureWords = ENGLISH_FIGURES) -> Markup:
    """Return the sessions of each day as bars, from where lines begin in the language to where they end.

    Along it is measured in hundredths of the room there is, so that words stay as large as all others.
    """
    most = max((day.sessions or 0 for day in days), default=0)
    wide = min(WIDEST_DAY, 100 / max(len(days), 1))
    gap = wide / 6
    room = DAYS_HEIGHT - 22
    parts = [f'<line class="ground" x1="0" x2="100%" y1="{room}" y2="{room}"/>']
    for number, day in enumerate(days):
        when = date.fromisoformat(day.day)
        x = 100 - (number + 1) * wide if words.direction == "rtl" else number * wide
        told = _tell_day(day, words)
        height = 3 if day.sessions is None else round((room - HEADROOM) * day.sessions / (most or 1), 1)
        kind = "veil" if day.sessions is None else "rest" if when.weekday() >= WEEKEND else "work"
        parts.append(
            f"<g><title>{escape(told)}</title>"
            f'<rect class="reach" x="{x:.2f}%" y="0" width="{wide:.2f}%" height="{room}"/>'
            f'<rect class="bar {kind}" x="{x + gap / 2:.2f}%" y="{room - height:.1f}" width="{wide - gap:.2f}%"'
            f' height="{height}" rx="2"/></g>'
        )
        if most and day.sessions == most and not any(earlier.sessions == most for earlier in days[:number]):
            parts.append(_write_most(x + wide / 2, words.write_number(most)))
    whole = f'<svg class="days" height="{DAYS_HEIGHT}" role="img" aria-label="{escape(_tell_days(days, words))}">'
    return Markup(f"{whole}{''.join([*parts, *_write_ticks(days, wide, gap, words)])}</svg>")


def tell_each_day(days: Sequence[DayFigures], words: FigureWords = ENGLISH_FIGURES) -> list[str]:
    """Return what the bars say, for those who cannot point at one."""
    return [_tell_day(day, words) for day in days]


def _tell_day(day: DayFigures, words: FigureWords) -> str:
    return f"{words.write_weekday(date.fromisoformat(day.day))}: {_tell_sessions(day.sessions, words)}"


def _write_most(x: float, count: str) -> str:
    """Return the count over the highest bar, by which the height of all others can be read."""
    return f'<text class="tick" text-anchor="middle" x="{x:.2f}%" y="{HEADROOM - 5}">{escape(count)}</text>'


def _write_ticks(days: Sequence[DayFigures], wide: float, gap: float, words: FigureWords) -> Iterator[str]:
    """Yield names of Mondays, or of all days where they are few; of those most are for wide screens only."""
    said = said_everywhere = -100.0
    for number, day in enumerate(days):
        along, when = number * wide, date.fromisoformat(day.day)
        is_named = when.weekday() == 0 or len(days) < MOST_NAMED
        if not is_named or along < said + TICK_APART or along > 100 - TICK_APART:
            continue
        said, kind = along, "tick more"
        if said_everywhere + NARROW_APART <= along <= 100 - NARROW_APART:
            said_everywhere, kind = along, "tick"
        # A text begins at its x, which is on its right where it is read from there.
        x = 100 - along - gap / 2 if words.direction == "rtl" else along + gap / 2
        yield f'<text class="{kind}" x="{x:.2f}%" y="{DAYS_HEIGHT - 5}">{escape(words.write_tick(when))}</text>'


def _tell_sessions(count: int | None, words: FigureWords) -> str:
    return HIDDEN if count is None else words.say_number_of("{count} session", "{count} sessions", count)


def _tell_days(days: Sequence[DayFigures], words: FigureWords) -> str:
    shown = [day for day in days if day.sessions is not None]
    if not shown:
        return words.tell("Sessions by day: too few to show")
    most, all_of_them = max(shown, key=lambda day: day.sessions or 0), sum(day.sessions or 0 for day in shown)
    return words.say(
        "Sessions by day from {first} to {last}: {sessions} on the days shown, most on {most} with {count}",
        first=words.write_short_day(days[0].day),
        last=words.write_short_day(days[-1].day),
        sessions=_tell_sessions(all_of_them, words),
        most=words.write_short_day(most.day),
        count=words.write_count(most.sessions),
    )


def draw_share(count: int | None, whole: int | None, tone: str = "") -> Markup:
    """Return a share as a bar from nothing to all, with its interval as a thin line; nothing where it is not shown."""
    if count is None or not whole:
        return Markup("")
    ground = '<rect class="all" width="100" height="10"/>'
    low, high = find_interval(count, whole)
    share = 100 * count / whole
    return Markup(
        f"{METER}{ground}"
        f'<rect class="part {escape(tone)}" width="{share:.2f}" height="10"/>'
        f'<rect class="sure" x="{100 * low:.2f}" y="4" width="{100 * (high - low):.2f}" height="2"/></svg>'
    )


def draw_stack(parts: Sequence[tuple[str, int | None]]) -> Markup:
    """Return parts of a whole beside each other; ``parts`` are names of tones with counts."""
    whole = sum(count or 0 for _, count in parts)
    x, drawn = 0.0, []
    for tone, count in parts:
        width = 100 * (count or 0) / whole if whole else 0.0
        drawn.append(f'<rect class="{escape(tone)}" x="{x:.2f}" width="{width:.2f}" height="10"/>')
        x += width
    return Markup(f"{METER.replace('meter', 'meter stack')}{''.join(drawn)}</svg>")
