"""Usage events, format 1: the closed list of types, and the fields each may carry.

``docs/reference/events.md`` tells them in prose.
"""

from __future__ import annotations

EVENT_FORMAT = 1

COMMON_FIELDS = ("id", "session", "sequence", "type", "at", "tree", "version", "mode", "language", "host")
"""On every event: UUIDv7 made at the click; random id of the page load; number from 1 within the session; type; Unix
milliseconds by the rep's clock; tree id and its content version; live, practice or preview; language tag; origin of the
page around the aid, or empty."""

STEP_FIELDS = ("step", "within", "visible_ms")
"""The step id in ``tree``; the key of the ``run`` step around it (``identity``; missing in the root tree); whole
visible milliseconds on the step."""

EVENT_FIELDS: dict[str, tuple[str, ...]] = {
    "session_started": ("entry",),
    "step_viewed": ("step", "within", "direction"),
    "option_chosen": (*STEP_FIELDS, "option", "target"),
    "fact_entered": (*STEP_FIELDS, "fact", "value", "target"),
    "stepped_back": (*STEP_FIELDS, "target"),
    "response_changed": (*STEP_FIELDS, "option", "target", "dropped"),
    "none_fitted": (*STEP_FIELDS, "target"),
    "help_opened": (*STEP_FIELDS, "section"),
    "outcome_reached": (*STEP_FIELDS, "outcome"),
    "solved_answered": (*STEP_FIELDS, "solved"),
    "note_copied": STEP_FIELDS,
    "feedback_given": (*STEP_FIELDS, "kind", "text"),
    "searched": ("words", "hits"),
    "restarted": STEP_FIELDS,
    "session_left": STEP_FIELDS,
    "session_resumed": ("step", "within"),
}
"""``option_chosen`` also stands for a ticked-off action (option ``done``). ``value`` only where the fact says
``track: true``; ``words`` only where the project allows it; ``dropped`` is how many later responses no longer held;
``entry`` is start, link or reload."""

OPTIONAL_FIELDS = ("contact", "rep")
"""A contact reference and a pseudonymous rep reference, only where the project turns them on."""

MODES = ("live", "practice", "preview")
DIRECTIONS = ("forward", "back", "change", "jump")
HELP_SECTIONS = ("why", "detail", "tips", "media", "contact", "links")
SOLVED = ("yes", "no", "partly")
FEEDBACK_KINDS = ("wrong", "unclear", "missing", "other")

MAX_BATCH_BYTES = 60_000
MAX_BATCH_EVENTS = 100
