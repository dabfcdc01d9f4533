"""``perfsupport explain``: the manual page of a rule, without a network."""

from __future__ import annotations

import sys

import click

from perfsupport.errors import UsageError
from perfsupport.rules.catalogue import RULES, find_rule
from perfsupport.rules.manual import read_page, render_page
from perfsupport.wording import suggest

CODES = [rule.code for rule in RULES]
NAMES = [rule.name for rule in RULES]


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a finding by its CODE, such as PS301, with an example; without CODE, list all."""
    if code is None:
        for rule in RULES:
            click.echo(f"{rule.code}  {read_page(rule).title}")
        return
    found = find_rule(code)
    if found is None:
        is_code = code[:2].upper() == "PS"
        word, words = (code.upper(), CODES) if is_code else (code.lower(), NAMES)
        raise UsageError(f"There is no rule {code}. {suggest(word, words)}")
    _show(render_page(found))


def _show(page: str) -> None:
    if not sys.stdout.isatty():
        click.echo(page, nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))
