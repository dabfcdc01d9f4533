"""What has changed between two states of a project, in a designer's words."""
