"""Test runs: what they would have published and written, and how exactly that is published."""
