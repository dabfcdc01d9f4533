"""The one list of all rules. A new rule is a module of this package and a line here."""

from __future__ import annotations

from importlib import import_module

from perfsupport.rules.base import Rule

MODULES = (
    "ps101_not_utf_8",
    "ps102_control_character",
    "ps103_byte_order_mark",
    "ps104_tab",
    "ps105_yaml_syntax",
    "ps106_unclosed_quote",
    "ps107_unclosed_bracket",
    "ps108_anchor_or_alias",
    "ps109_tag",
    "ps110_merge_key",
    "ps111_repeated_key",
    "ps112_second_document",
    "ps113_nested_too_deep",
    "ps114_empty_file",
    "ps115_not_a_mapping",
    "ps116_key_not_text",
    "ps117_yaml_directive",
    "ps118_text_misread",
    "ps119_file_name",
    "ps120_file_too_large",
    "ps201_unknown_key",
    "ps202_missing_key",
    "ps203_wrong_kind_of_value",
    "ps204_value_not_accepted",
    "ps205_kind_of_step",
    "ps206_keys_at_odds",
    "ps207_too_few_options",
    "ps208_repeated_option",
    "ps209_repeated_tree",
    "ps301_unknown_target",
    "ps302_unknown_fact",
    "ps303_unknown_tree",
    "ps304_unknown_contact",
    "ps305_missing_file",
    "ps306_unknown_outcome_kind",
    "ps307_scenario_reference",
    "ps308_earlier_id_taken",
    "ps401_unreachable_step",
    "ps402_no_way_to_an_outcome",
    "ps403_closed_loop",
    "ps404_subtree_recursion",
    "ps405_uncovered_outcome",
    "ps406_unknown_outcome",
    "ps407_no_way_around",
    "ps501_condition_syntax",
    "ps502_unknown_name",
    "ps503_wrong_type",
    "ps504_value_does_not_fit",
    "ps505_facts_in_a_circle",
    "ps506_pattern",
    "ps510_constant_condition",
    "ps511_covered_entry",
    "ps512_gap_in_route",
    "ps513_route_not_proved",
    "ps514_no_option_left",
    "ps515_only_none_left",
    "ps516_options_say_the_same",
    "ps517_fact_not_known_yet",
    "ps518_responses_contradict",
    "ps519_too_many_cases",
    "ps520_fact_without_use",
    "ps521_thousands_or_decimals",
    "ps601_sensitive_in_link",
    "ps602_sensitive_in_note",
    "ps603_sensitive_in_shared_prose",
    "ps604_sensitive_value_leaves",
    "ps605_set_tells_a_secret",
    "ps700_review_overdue",
    "ps701_no_owner",
    "ps702_review_due_soon",
    "ps703_no_longer_shown",
    "ps704_dates_that_never_meet",
    "ps705_gap_between_versions",
    "ps720_too_many_questions",
    "ps721_too_many_options",
    "ps722_no_way_out",
    "ps723_missing_why",
    "ps724_branching_when_urgent",
    "ps725_arithmetic",
    "ps726_long_checklist",
    "ps727_step_scrolls",
    "ps730_double_question",
    "ps731_long_sentence",
    "ps732_negative_question",
    "ps733_label_says_nothing",
    "ps734_options_start_alike",
    "ps735_placeholder_words",
    "ps736_curly_quotes_in_code",
    "ps737_fact_in_other_brackets",
    "ps760_waiver_not_understood",
    "ps761_waiver_without_reason",
    "ps762_waiver_of_unknown_rule",
    "ps763_waiver_of_a_guard",
    "ps764_waiver_without_need",
    "ps765_unknown_rule_in_settings",
    "ps766_guard_turned_down",
    "ps767_unknown_rule_set",
    "ps801_missing_alternative_text",
    "ps802_missing_captions",
    "ps850_missing_translation",
    "ps851_stale_translation",
    "ps852_translation_of_nothing",
    "ps853_facts_in_translation",
    "ps854_marks_in_translation",
    "ps855_language_not_in_settings",
    "ps856_translation_without_tree",
    "ps857_interface_not_translated",
    "ps870_contrast_too_low",
    "ps901_scenario_fails",
    "ps902_response_never_asked",
    "ps903_scenarios_without_tree",
)


def load_rule(module: str) -> Rule:
    """Return the rule that a module of this package holds."""
    rule: Rule = import_module(f"perfsupport.rules.{module}").RULE
    return rule


RULES = tuple(load_rule(module) for module in MODULES)

FAMILIES = {
    "1": "reading the file",
    "2": "shape",
    "3": "references",
    "4": "flow",
    "5": "conditions and values",
    "6": "privacy",
    "7": "freshness and writing",
    "8": "media and translation",
    "9": "scenarios",
}
"""What the first digit of a code means."""

ALL_CODES = "Write one of those that `perfsupport explain` lists."


def find_rule(word: str) -> Rule | None:
    """Return the rule with this code, number or name, in large or small letters, or None."""
    folded = word.casefold().removeprefix("ps")
    return next((rule for rule in RULES if folded in (rule.code[2:], rule.name)), None)
