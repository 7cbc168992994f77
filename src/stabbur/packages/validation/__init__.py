"""Checks of a package: its descriptor by profile and by meaning, its rows by their schema."""
