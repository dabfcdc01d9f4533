"""Where sensitive values get to within a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from perfsupport.rules.analysis.conditions import Condition
from perfsupport.rules.analysis.graph import turn_round
from perfsupport.tree import Tree
from perfsupport.wording import chain_words, quote

Secrets: TypeAlias = Mapping[str, str | None]
"""For each fact that holds a sensitive value the fact it is calculated from; None for a fact marked ``sensitive``."""


def find_secrets(tree: Tree, conditions: Iterable[Condition]) -> Secrets:
    """Return the sensitive facts and those calculated from them, each with the fact its value comes from."""
    secrets: dict[str, str | None] = {id: None for id, fact in tree.facts.items() if fact.sensitive}
    if not secrets:
        return secrets
    readers = turn_round({str(c.fact): c.facts for c in conditions if c.role == "is"})
    waiting = list(secrets)
    for fact in waiting:
        for reader in readers.get(fact, ()):
            if reader not in secrets:
                secrets[reader] = fact
                waiting.append(reader)
    return secrets


def tell_way(secrets: Secrets, fact: str) -> str:
    """Return how a fact comes by its sensitive value: ``which is calculated from `amount`, which is sensitive``."""
    sources = []
    source = secrets[fact]
    while source is not None:
        sources.append(quote(source))
        source = secrets[source]
    link = "which is calculated from"
    return f"{link} {chain_words(sources, link)}, which is sensitive" if sources else "which is sensitive"
