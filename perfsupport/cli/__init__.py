"""The command line: thin commands, one file each, named in one list."""
