"""Rules: what makes a tree wrong, one module a rule, and one list of them all in ``catalogue``."""
