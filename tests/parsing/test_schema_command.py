"""``perfsupport schema`` prints what editors need."""

from __future__ import annotations

import json

from click.testing import CliRunner

from perfsupport.cli.schema import schema
from perfsupport.parsing import make_settings_schema, make_tree_schema


def test_the_schema_of_a_tree() -> None:
    result = CliRunner().invoke(schema, standalone_mode=False)
    assert result.return_value == 0
    assert json.loads(result.stdout) == make_tree_schema()


def test_the_schema_of_the_settings() -> None:
    result = CliRunner().invoke(schema, ["--settings"], standalone_mode=False)
    assert result.return_value == 0
    assert json.loads(result.stdout) == make_settings_schema()
