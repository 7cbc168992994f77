"""Tests of the settings: where they are read, what is refused, and where each value came from."""
