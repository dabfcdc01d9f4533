"""The site: compiled trees become a folder of pages. Plan the addresses, render everything, then write at once."""
