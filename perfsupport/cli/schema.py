"""``perfsupport schema``: print the JSON Schema for editors."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--settings", is_flag=True, help="The schema of perfsupport.yaml in place of that of a tree.")
@click.option("--scenarios", is_flag=True, help="The schema of *.scenarios.yaml in place of that of a tree.")
@click.option("--translations", is_flag=True, help="The schema of *.<language>.yaml in place of that of a tree.")
def schema(settings: bool, scenarios: bool, translations: bool) -> int:
    """Print the JSON Schema of a tree file, for completion and hints in editors.

    Save it beside the trees as perfsupport.schema.json.
    """
    from perfsupport.parsing import (
        make_scenarios_schema,
        make_settings_schema,
        make_translation_schema,
        make_tree_schema,
    )

    beside = make_scenarios_schema if scenarios else make_translation_schema if translations else make_tree_schema
    made = (make_settings_schema if settings else beside)()
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
    return 0
