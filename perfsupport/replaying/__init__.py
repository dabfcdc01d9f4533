"""Recorded run-throughs walked through changed trees: what would have ended elsewhere."""
