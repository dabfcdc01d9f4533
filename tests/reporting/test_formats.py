"""The report as JSON and CSV."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from perfsupport.analytics import FORMATS, Report, make_report_schema
from perfsupport.analytics.figures import Solved
from perfsupport.analytics.schema import make_report_schema as schema_of_figures
from tests.conftest import ROOT


def test_json_is_as_its_schema_says_and_the_schema_as_shipped(report: Report) -> None:
    shipped = json.loads((ROOT / "perfsupport/schemas/report.schema.json").read_text(encoding="utf-8"))
    assert shipped == make_report_schema() == schema_of_figures(), "write it anew from make_report_schema()"
    jsonschema.Draft202012Validator.check_schema(shipped)
    told = json.loads(FORMATS["json"](report, 100))
    jsonschema.validate(told, shipped)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "sessions": "many"}, shipped)


def test_csv_has_a_figure_a_line_and_no_formula(report: Report) -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](report, 0))))
    seen = next(row for row in rows if row["figure"] == "seen" and row["step"] == "channel")
    assert (seen["tree"], seen["value"], seen["of"]) == ("till", "51", "51")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    hidden = [row for row in rows if row["figure"] == "stopped here" and row["step"] == "amount"]
    assert [row["value"] for row in hidden] == ["0"]


def test_csv_tells_what_the_page_does(report: Report) -> None:
    import csv
    import io

    first = replace(report.trees[0], solved=Solved(yes=7, partly=None, no=0))
    quality = replace(report.quality, missing=3, repeated=4, refused={"unknown_step": 2})
    told = replace(report, trees=[first], quality=quality)
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](told, 0))))
    values = {row["figure"]: row["value"] for row in rows}
    assert [values[f"did it help: {word}"] for word in ("yes", "partly", "no")] == ["7", "", "0"]
    assert values["hours of a course, saved at most"] == "240.0"
    assert values["review overdue since 2026-10-31"] == "51"
    quality_told = ("events lost on the way", "events that came again", "refused: unknown_step")
    assert [values[name] for name in quality_told] == ["3", "4", "2"]
    assert values["events"] == str(report.quality.events)
