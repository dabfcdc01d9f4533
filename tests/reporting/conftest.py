"""A report with something of everything, its page, and that as a file."""

from __future__ import annotations

import pytest

from perfsupport.analytics import Report
from perfsupport.reporting.page import render_page
from perfsupport.site.templates import find_templates
from tests.conftest import ROOT
from tests.reporting.reports import MEANING, make


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return make(tmp_path_factory.mktemp("report"), heads=40, note="A note above all.")


@pytest.fixture(scope="session")
def html(report: Report) -> str:
    return render_page(report, MEANING, find_templates(ROOT))


@pytest.fixture(scope="session")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()
