"""``perfsupport extract`` and ``perfsupport inline``: steps into a tree of their own, and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from perfsupport.cli.rename import DRY_RUN, ROOT, carry_out
from perfsupport.refactoring import extract_steps, inline_tree


@click.command()
@click.argument("tree")
@click.argument("steps", nargs=-1, required=True)
@click.option("--to", required=True, metavar="CATEGORY/ID", help="The tree that is to hold the steps.")
@ROOT
@DRY_RUN
def extract(tree: str, steps: tuple[str, ...], to: str, root: Path | None, dry_run: bool) -> int:
    """Take STEPS of TREE into a tree of their own, and run that in their place.

    The steps are entered at one of them. Outcomes stay where they are.
    """
    today = date.today().isoformat()
    return carry_out(root, lambda project: extract_steps(project, tree, steps, to, today), dry_run=dry_run)


@click.command()
@click.argument("tree")
@click.argument("step")
@ROOT
@DRY_RUN
def inline(tree: str, step: str, root: Path | None, dry_run: bool) -> int:
    """Write the steps of the tree that STEP of TREE runs in the place of STEP.

    The tree that was run stays as it is, for others that run it.
    """
    today = date.today().isoformat()
    return carry_out(root, lambda project: inline_tree(project, tree, step, today), dry_run=dry_run)
