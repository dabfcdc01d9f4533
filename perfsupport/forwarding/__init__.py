"""Forwarding: events become xAPI statements, and a record store gets them, from here and never from a page."""

from perfsupport.forwarding.forwarder import Forwarder
from perfsupport.forwarding.recordstore import RecordStore, read_credentials
from perfsupport.forwarding.statements import StatementMaker

__all__ = ["Forwarder", "RecordStore", "StatementMaker", "read_credentials"]
