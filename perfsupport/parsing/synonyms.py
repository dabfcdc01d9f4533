"""Keys as other tools and other people call them."""

from __future__ import annotations

SYNONYMS = {
    "answers": ("options",),
    "body": ("detail", "say"),
    "choices": ("options",),
    "default": ("otherwise", "fallback"),
    "description": ("summary", "detail"),
    "expects": ("ends",),
    "goto": ("go", "then"),
    "heading": ("title",),
    "hint": ("why", "detail"),
    "images": ("media",),
    "name": ("label", "title"),
    "next": ("go", "then"),
    "nodes": ("steps",),
    "outcome": ("end", "ends"),
    "prompt": ("ask",),
    "question": ("ask",),
    "target": ("go", "then"),
    "values": ("options",),
    "variables": ("facts",),
}
"""Words that other tools and other people use, and ours for them."""
