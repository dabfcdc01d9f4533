"""Content in other languages: which texts there are, which words belong to them, and the files that hold these."""
