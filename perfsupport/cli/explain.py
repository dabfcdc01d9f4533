"""``perfsupport explain``: the manual page of a rule, without a network."""

from __future__ import annotations

import json
import sys

import click

from perfsupport.errors import UsageError
from perfsupport.rules.base import Rule
from perfsupport.rules.catalogue import FAMILIES, RULES, find_rule
from perfsupport.rules.manual import read_page, render_page
from perfsupport.wording import suggest

CODES = [rule.code for rule in RULES]
NAMES = [rule.name for rule in RULES]


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.argument("code", required=False)
def explain(code: str | None, form: str) -> None:
    """Explain a finding by its CODE, such as PS301, with an example; without CODE, list all."""
    if code is None:
        _list(form)
        return
    found = find_rule(code)
    if found is None:
        is_code = code[:2].upper() == "PS"
        word, words = (code.upper(), CODES) if is_code else (code.lower(), NAMES)
        raise UsageError(f"There is no rule {code}. {suggest(word, words)}")
    if form == "json":
        _print_json(_describe(found) | read_page(found)._asdict())
    else:
        _show(render_page(found))


def _list(form: str) -> None:
    if form == "json":
        _print_json([_describe(rule) for rule in RULES])
        return
    for rule in RULES:
        click.echo(f"{rule.code}  {read_page(rule).title}")


def _describe(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "family": FAMILIES[rule.code[2]],
        "title": read_page(rule).title,
        "since": rule.since,
        "guards": rule.guards,
    }


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, indent=2))


def _show(page: str) -> None:
    if not sys.stdout.isatty():
        click.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))
