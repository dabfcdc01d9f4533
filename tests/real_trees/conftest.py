"""The engine in Node."""

from tests.engine.twin import twin

__all__ = ["twin"]
