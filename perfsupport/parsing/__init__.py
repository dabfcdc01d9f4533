"""YAML text to positioned nodes, to trees and settings, with a diagnostic for everything that is wrong."""

from perfsupport.parsing.damage import Damaged, Place, parse_damaged_steps
from perfsupport.parsing.files import parse_scenarios, parse_settings, parse_tree
from perfsupport.parsing.json_schema import (
    make_scenarios_schema,
    make_settings_schema,
    make_translation_schema,
    make_tree_schema,
)
from perfsupport.parsing.pieces import parse_entries, parse_sections, report_repeated
from perfsupport.parsing.translations import parse_settings_translation, parse_translation

__all__ = [
    "Damaged",
    "Place",
    "make_scenarios_schema",
    "make_settings_schema",
    "make_translation_schema",
    "make_tree_schema",
    "parse_damaged_steps",
    "parse_entries",
    "parse_scenarios",
    "parse_sections",
    "parse_settings",
    "parse_settings_translation",
    "parse_translation",
    "parse_tree",
    "report_repeated",
]
