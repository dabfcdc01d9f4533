"""``perfsupport translate``: the words of trees in other languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfsupport.cli.printing import write_text
from perfsupport.cli.trees import find_trees
from perfsupport.errors import UsageError
from perfsupport.fixing.files import write_files
from perfsupport.folder import choose_root
from perfsupport.project import Project, load_project

if TYPE_CHECKING:
    from perfsupport.translating.files import Source

LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
ROOT = click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The project's folder."
)
LANGUAGES = click.option("--language", "-l", "languages", multiple=True, metavar="TAG", help="Such as de or pt-BR.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
TREES = click.argument("trees", nargs=-1, metavar="[TREE]...")


@click.group()
def translate() -> None:
    """Translate trees: their words in another language lie in a file beside each.

    Without --language all languages of perfsupport.yaml are meant; without TREE all trees, and the settings.
    """


@translate.command()
@TREES
@LANGUAGES
@ROOT
@DRY_RUN
def extract(trees: tuple[str, ...], languages: tuple[str, ...], root: Path | None, dry_run: bool) -> int:
    """Write a file with every text of each TREE that has none yet."""
    from perfsupport.translating import files

    project = load_project(choose_root(root))
    chosen = _find_languages(project, languages)
    new = [files.extract(_find_sources(project, trees), language) for language in chosen]
    _write(project, {path: text for each in new for path, text in each.items()}, dry_run)
    return 0


@translate.command()
@TREES
@LANGUAGES
@ROOT
@DRY_RUN
def update(trees: tuple[str, ...], languages: tuple[str, ...], root: Path | None, dry_run: bool) -> int:
    """Bring the files up to date: new texts come in, changed ones are marked, gone ones move to the end.

    Words stay where they still fit, also where a step has got another id or an entry another place in its list.
    """
    from perfsupport.translating import files

    project = load_project(choose_root(root))
    _check_readable(project)
    chosen = _find_languages(project, languages) if languages else ()
    _write(project, files.update(_find_sources(project, trees), chosen, project.sources), dry_run)
    return 0


@translate.command()
@TREES
@LANGUAGES
@ROOT
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def report(trees: tuple[str, ...], languages: tuple[str, ...], root: Path | None, form: str) -> int:
    """Tell what is missing and what has changed, tree by tree.

    Ends with 1 where there is anything left to translate.
    """
    from perfsupport.translating.files import find_status, is_complete, make_report, write_report

    project = load_project(choose_root(root))
    statuses = list(find_status(_find_sources(project, trees), _find_languages(project, languages)))
    if form == "json":
        write_text(json.dumps(make_report(statuses), indent=2, ensure_ascii=False) + "\n")
    else:
        write_text(write_report(statuses))
    return 0 if is_complete(statuses) else 1


def _find_sources(project: Project, names: Sequence[str]) -> list[Source]:
    from perfsupport.translating.files import find_sources

    return find_sources(find_trees(project, names), project.settings, with_settings=not names)


def _find_languages(project: Project, languages: Sequence[str]) -> list[str]:
    """Return the languages that are meant, and refuse what is no language or the trees' own."""
    import re

    for language in languages:
        if not re.fullmatch(LANGUAGE, language):
            raise UsageError(f"{language} is no language tag. Write it like de or pt-BR.")
        if language == project.settings.language:
            raise UsageError(f"{language} is the language that the trees are written in.")
    chosen = list(dict.fromkeys(languages or map(str, project.settings.languages)))
    if not chosen:
        raise UsageError("No language is named. Give --language de, or write `languages: [de]` into perfsupport.yaml.")
    return chosen


def _check_readable(project: Project) -> None:
    """Refuse to bring files up to date from trees, or in files, of which something could not be read."""
    for one in project.diagnostics:
        if one.severity == "error":
            raise UsageError(f"{one.path}:{one.span.line}: {one.cause} Mend it first: perfsupport check")


def _write(project: Project, files: dict[str, str], dry_run: bool) -> None:
    if not dry_run:
        write_files(project.root, {path: text.encode() for path, text in files.items()})
    for path in files:
        click.echo(f"{'Would write' if dry_run else 'Wrote'} {path}")
    if not files:
        click.echo("Nothing to write.")
