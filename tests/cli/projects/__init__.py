"""The commands about a project."""
