"""Pipelines: declared in a project or made by hand, checked, kept, listed and started."""
