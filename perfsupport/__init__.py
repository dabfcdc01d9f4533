"""perfsupport: decision trees in YAML, checked, and compiled into job aids for support reps."""

__version__ = "0.1.0"
