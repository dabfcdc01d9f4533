"""Why a collector says no: a closed list. The name goes back in the header ``perfsupport-refused``, and is counted."""

from __future__ import annotations

from enum import StrEnum

REFUSED_HEADER = "perfsupport-refused"


class Refusal(StrEnum):
    """The reasons. The first seven concern a whole batch, the next eight one event, the last four the store."""

    ORIGIN_REFUSED = "origin_refused"
    BODY_TOO_LARGE = "body_too_large"
    BODY_UNREADABLE = "body_unreadable"
    BATCH_MALFORMED = "batch_malformed"
    FORMAT_UNKNOWN = "format_unknown"
    BATCH_EMPTY = "batch_empty"
    BATCH_TOO_LONG = "batch_too_long"

    EVENT_MALFORMED = "event_malformed"
    TYPE_UNKNOWN = "type_unknown"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_MISSING = "field_missing"
    FIELD_WRONG = "field_wrong"
    TREE_UNKNOWN = "tree_unknown"
    VERSION_UNKNOWN = "version_unknown"
    STEP_UNKNOWN = "step_unknown"
    OPTION_UNKNOWN = "option_unknown"

    STORE_FULL = "store_full"
    STORE_LOCKED = "store_locked"
    STORE_DAMAGED = "store_damaged"
    STORE_UNAVAILABLE = "store_unavailable"

    @property
    def status(self) -> int:
        """The HTTP status: 503 where the sender should try again, below 429 where trying again is useless."""
        if self.value.startswith("store_"):
            return 503
        return _STATUS.get(self, 422)


_STATUS = {
    Refusal.ORIGIN_REFUSED: 403,
    Refusal.BODY_TOO_LARGE: 413,
    Refusal.BODY_UNREADABLE: 400,
    Refusal.BATCH_MALFORMED: 400,
    Refusal.FORMAT_UNKNOWN: 400,
    Refusal.BATCH_EMPTY: 400,
    Refusal.BATCH_TOO_LONG: 413,
}


class Refused(Exception):
    """A whole batch was refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
