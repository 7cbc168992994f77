"""Notebooks as files of a project: without outputs in git, and functions moved out of them into src/."""
