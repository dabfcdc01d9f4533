"""Why a collector says no: a closed list. The name goes back in the header ``perfsupport-refused``, and is counted."""

from __future__ import annotations

from enum import StrEnum

REFUSED_HEADER = "perfsupport-refused"


class Refusal(StrEnum):
    """The reasons. The first group concerns a whole batch, the second one event, the last the collector itself."""

    ORIGIN_REFUSED = "origin_refused"
    OPTED_OUT = "opted_out"
    RATE_EXCEEDED = "rate_exceeded"
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
    TARGET_UNKNOWN = "target_unknown"
    FACT_UNKNOWN = "fact_unknown"
    VALUE_NOT_TRACKED = "value_not_tracked"

    BODY_TOO_SLOW = "body_too_slow"
    STORE_BUSY = "store_busy"
    STORE_FULL = "store_full"
    STORE_LOCKED = "store_locked"
    STORE_DAMAGED = "store_damaged"
    STORE_UNAVAILABLE = "store_unavailable"

    @property
    def status(self) -> int:
        """The HTTP status: 429 and 503 where the sender should try again, others where trying again is useless."""
        return 503 if self.value.startswith("store_") else _STATUS.get(self, 422)


_STATUS = {
    Refusal.ORIGIN_REFUSED: 403,
    Refusal.OPTED_OUT: 403,
    Refusal.RATE_EXCEEDED: 429,
    Refusal.BODY_TOO_LARGE: 413,
    Refusal.BODY_UNREADABLE: 400,
    Refusal.BATCH_MALFORMED: 400,
    Refusal.FORMAT_UNKNOWN: 400,
    Refusal.BATCH_EMPTY: 400,
    Refusal.BATCH_TOO_LONG: 413,
    Refusal.BODY_TOO_SLOW: 503,
}


class Refused(Exception):
    """A whole batch was refused; ``retry_after`` is in how many seconds it may come again, where that is known."""

    def __init__(self, refusal: Refusal, retry_after: float = 0.0) -> None:
        super().__init__(refusal.value)
        self.refusal, self.retry_after = refusal, retry_after
