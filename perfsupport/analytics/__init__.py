"""Reports: what the events say about the job aids. One SQL text a question, the same for every database."""

from perfsupport.analytics.figures import REPORT_FORMAT, Report
from perfsupport.analytics.report import make_report
from perfsupport.analytics.schema import make_report_schema
from perfsupport.analytics.table import render_csv
from perfsupport.analytics.text import DEFAULT_WIDTH, render_json, render_text

__all__ = ["DEFAULT_WIDTH", "FORMATS", "REPORT_FORMAT", "Report", "make_report", "make_report_schema"]

FORMATS = {"text": render_text, "json": render_json, "csv": render_csv}
