"""The collector: takes batches of events over HTTP, checks each, and says yes only to what is on disk."""

from perfsupport.collector.app import make_collector
from perfsupport.collector.intake import Limits
from perfsupport.collector.published import Published
from perfsupport.collector.rate import Rate
from perfsupport.collector.refusals import Refusal

__all__ = ["Limits", "Published", "Rate", "Refusal", "make_collector"]
