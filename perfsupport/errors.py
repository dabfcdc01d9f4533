"""Failures: what stops a command. Mistakes of an author are not failures, they are diagnostics."""


class PerfsupportError(Exception):
    """The command could not run (exit code 3). The message is one or two sentences for the user."""


class UsageError(PerfsupportError):
    """The command was called wrongly (exit code 2)."""
