"""Reports: what the events say about the job aids. One SQL text a question, the same for every database."""

from perfsupport.analytics.figures import REPORT_FORMAT, Report
from perfsupport.analytics.report import make_report
from perfsupport.analytics.text import DEFAULT_WIDTH, render_json, render_text

__all__ = ["DEFAULT_WIDTH", "FORMATS", "REPORT_FORMAT", "Report", "make_report"]

FORMATS = {"text": render_text, "json": render_json}
