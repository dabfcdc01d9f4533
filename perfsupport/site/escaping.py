"""Values in templates, escaped as Jinja does it, and no longer looked at than needed: a page has hundreds of them."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape


def write_value(value: Any) -> str:
    """Return a value as it stands in a page: text escaped, HTML as it is."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is str:
        plain = not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value)
        return value if plain else escape(value)
    return str(value) if kind is int else escape(value)


class Writer(CodeGenerator):
    """Compiles templates so that what they put out goes through ``write_value``.

    Jinja's own ``escape`` makes a value of a class of its own of each text, which is then joined with the others.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Begin a template with the function that it writes values by."""
        self.writeline(f"from {__name__} import write_value")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"write_value({finalize.src or ''}")
