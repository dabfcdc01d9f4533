"""What is told of a step, a fact, a tree or a contact in a few lines, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from perfsupport.edges import find_edges
from perfsupport.settings import Contact
from perfsupport.tree import (
    Action,
    Fact,
    Input,
    Outcome,
    Question,
    Route,
    Step,
    Subtree,
    Tree,
)

MOST_WAYS = 8
"""More steps that lead to one are counted, not named."""

KINDS: dict[type[Step], str] = {
    Question: "question",
    Input: "input",
    Action: "action",
    Route: "route",
    Subtree: "subtree",
    Outcome: "outcome",
}


def name_kind(step: Step) -> str:
    """Return what kind of step it is, in the manual's words."""
    return KINDS.get(type(step), "step")


def tell_briefly(step: Step) -> str:
    """Return the words by which an author knows a step, on one line."""
    match step:
        case Question() | Input():
            words = str(step.ask)
        case Subtree():
            words = f"runs {step.run}"
        case Route():
            words = " / ".join(str(branch.when) for branch in step.branches)
        case Action() | Outcome():
            words = str(next(iter(step.do), step.say or ""))
        case _:
            words = ""
    return " ".join(str(step.title or words).split())


def tell_step(tree: Tree, step: Step) -> str:
    """Return a step's words, its ways out, and the steps that lead to it."""
    return "\n\n".join(_tell_step(tree, step))


def _tell_step(tree: Tree, step: Step) -> Iterator[str]:
    yield f"**{step.id}** — {name_kind(step)}"
    if step.title:
        yield f"*{step.title}*"
    match step:
        case Question() | Input():
            yield str(step.ask)
        case Action() | Outcome() if step.do:
            yield "\n".join(f"- {text}" for text in step.do) if step.checklist else str(step.do[0])
        case Subtree():
            yield f"Runs `{step.run}`."
    if step.say:
        yield f"> {' '.join(step.say.split())}"
    ways = [
        f"- {edge.label or edge.role} → `{edge.target}`"
        for edge in find_edges(step, tree.fallback)
        if edge.role != "fallback"
    ]
    if ways:
        yield "\n".join(ways)
    yield tell_reached(tree, str(step.id))


def tell_reached(tree: Tree, step_id: str) -> str:
    """Return from where a step is reached, in a sentence."""
    ways = [
        f"`{other.id}`" + (f" ({edge.label})" if edge.label and edge.role == "option" else "")
        for other in tree.steps.values()
        for edge in find_edges(other, None)
        if edge.target == step_id
    ]
    if tree.first_step == step_id:
        ways.insert(0, "the start")
    if tree.fallback == step_id:
        ways.append("“None of these”")
    if not ways:
        return "No step leads here."
    named = ", ".join(ways[:MOST_WAYS])
    return f"Reached from {named}" + (f" and {len(ways) - MOST_WAYS} more." if len(ways) > MOST_WAYS else ".")


def tell_fact(fact: Fact) -> str:
    """Return a fact's type, its limits, and where it comes from."""
    parts = [f"**{fact.id}** — {fact.type or 'fact'}"]
    if fact.label:
        parts.append(str(fact.label))
    if fact.options:
        parts.append(", ".join(f"`{option.value}`" for option in fact.options))
    limits = [f"{name} {value}" for name, value in (("min", fact.min), ("max", fact.max), ("unit", fact.unit)) if value]
    if limits:
        parts.append(", ".join(limits))
    if fact.calculated:
        parts.append(f"Calculated: `{fact.calculated}`")
    if fact.sources:
        parts.append(f"May be known from: {', '.join(map(str, fact.sources))}.")
    if fact.sensitive:
        parts.append("Sensitive: never in the address, an event or a case note.")
    return "\n\n".join(parts)


def tell_tree(tree: Tree) -> str:
    """Return a tree's title, summary and outcomes."""
    outcomes = [f"`{step.id}`" for step in tree.steps.values() if isinstance(step, Outcome)]
    parts = [f"**{tree.id}** — tree", f"*{tree.title}*", str(tree.summary or "")]
    if outcomes:
        parts.append(f"Ends in {', '.join(outcomes)}.")
    return "\n\n".join(part for part in parts if part)


def tell_contact(contact: Contact) -> str:
    """Return whom a contact is and how to reach them."""
    ways = [contact.phone, contact.email, contact.chat, contact.url, contact.hours]
    return "\n\n".join([f"**{contact.name}** — contact", *(str(way) for way in ways if way)])
