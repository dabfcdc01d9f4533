"""The outline: a whole tree as text that a subject expert can check without knowing any of our tools."""
