"""What to type: examples of each command, shown below its help and in the manual."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": ("perfsupport init my-desk",),
    "new": ("perfsupport new tree desk/refund-asked", "perfsupport new tree desk/refund-asked --owner refund-desk"),
    "check": (
        "perfsupport check",
        "perfsupport check --strict trees/desk",
        "perfsupport check --changed origin/main --format sarif=findings.sarif",
    ),
    "fix": ("perfsupport fix --diff", "perfsupport fix trees/desk/refund-asked.yaml"),
    "fmt": ("perfsupport fmt", "perfsupport fmt --check"),
    "rename": (
        "perfsupport rename step refund-asked receipt has_receipt",
        'perfsupport rename option refund-asked receipt "Yes" "Yes, here it is"',
        "perfsupport rename fact refund-asked amount price",
        "perfsupport rename tree refund-asked desk/refund",
    ),
    "test": (
        "perfsupport test",
        "perfsupport test --suggest trees/desk/refund-asked.yaml",
        "perfsupport test --format html --output test.html",
    ),
    "extract": ("perfsupport extract refund-asked find_order order_found --to shared/find-order",),
    "inline": ("perfsupport inline refund-asked find_order --dry-run",),
    "translate": ("perfsupport translate extract --language de", "perfsupport translate report"),
    "explain": ("perfsupport explain PS301",),
    "outline": ("perfsupport outline refund-asked", "perfsupport outline --format html --output trees.html"),
    "graph": (
        "perfsupport graph refund-asked --output refund.svg",
        "perfsupport graph refund-asked --around receipt --coverage --output refund.pdf",
    ),
    "diff": (
        "perfsupport diff",
        "perfsupport diff origin/main --format markdown",
        "perfsupport diff v1.0 v1.1 --format html --output changes.html",
    ),
    "build": ("perfsupport build", "perfsupport build --strict --out /srv/desk/build"),
    "package": ("perfsupport package", "perfsupport package refund-asked --out refund.html"),
    "serve": ("perfsupport serve", "perfsupport serve --port 8080 --editor idea"),
    "lsp": ("perfsupport lsp --stdio",),
    "schema": ("perfsupport schema > perfsupport.schema.json",),
    "collect": (
        "perfsupport collect --site build",
        "perfsupport collect --store /srv/desk/events.sqlite3 --site /srv/desk/build --origin https://aids.example",
    ),
    "recover": ("perfsupport recover perfsupport-events.sqlite3 --into mended.sqlite3",),
    "outbox": ("perfsupport outbox", "perfsupport outbox --requeue"),
    "report": (
        "perfsupport report",
        "perfsupport report --format html --output report.html",
        "perfsupport report --serve",
    ),
    "replay": ("perfsupport replay --against .",),
    "export": (
        "perfsupport export events.parquet --from 2026-11-01",
        "perfsupport export person.csv --contact C-20419",
    ),
    "prune": ("perfsupport prune --older-than 13m --dry-run", "perfsupport prune --older-than 90d --typed"),
    "erase": ("perfsupport erase --contact C-20419", "perfsupport erase --rep 7f3a --keep-clicks"),
    "demo": ("perfsupport demo",),
}


def write_examples(name: str) -> str:
    """Return the examples of a command as they stand below its help; the mark keeps their lines apart."""
    return "\n".join(["\b", "Examples:", *(f"  {each}" for each in EXAMPLES[name])])
