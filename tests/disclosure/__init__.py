"""Tests of what goes between the world and frames."""
