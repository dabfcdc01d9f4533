"""What several rules need to know about a tree, worked out once and kept by the context."""
