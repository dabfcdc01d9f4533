"""Pictures of one tree: the map as a file of its own, whole, in parts, or with what scenarios reach."""
