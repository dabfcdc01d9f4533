"""From bytes to events in one go: the tables of ``perfsupport.events`` as msgspec's types.

Says no more than yes or no. Why a batch is refused is asked of ``check`` afterwards, which is slower and has the words.
"""

from __future__ import annotations

import functools
import operator
from typing import Annotated, Any, Literal

import msgspec

from perfsupport.events import (
    BATCH_SHAPES,
    EVENT_FIELDS,
    FIELD_SHAPES,
    Event,
    Matching,
    OneOf,
    Shape,
    Whole,
    find_fields,
)


def decode_batch(body: bytes) -> tuple[int, list[Event]] | None:
    """Return when a batch was sent and its events where all of it is right, else None."""
    try:
        batch = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return batch.sent_at, msgspec.to_builtins(batch.events)


def _make_type(shape: Shape) -> Any:
    match shape:
        case Whole(least, most):
            return Annotated[int, msgspec.Meta(ge=least, le=most)]
        case OneOf(words):
            return Literal[words]
        case Matching(pattern=pattern):
            return Annotated[str, msgspec.Meta(pattern=rf"\A(?:{pattern})\Z")]


def _make_struct(type_: str) -> Any:
    fields = find_fields(type_)
    return msgspec.defstruct(
        type_,
        [
            (name, _TYPES[name]) if must else (name, _TYPES[name] | msgspec.UnsetType, msgspec.UNSET)
            for name, must in fields.items()
            if name != "type"
        ],
        tag_field="type",
        tag=type_,
        forbid_unknown_fields=True,
        kw_only=True,
        gc=False,
    )


_TYPES = {name: _make_type(shape) for name, shape in FIELD_SHAPES.items()}
_ANY_EVENT = functools.reduce(operator.or_, map(_make_struct, EVENT_FIELDS))
_BATCH = msgspec.defstruct(
    "Batch",
    [
        *((name, _make_type(shape)) for name, shape in BATCH_SHAPES.items()),
        ("events", Annotated[list[_ANY_EVENT], msgspec.Meta(min_length=1)]),  # type: ignore[valid-type]
    ],
    forbid_unknown_fields=True,
)
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_BATCH)
