"""Tests of what the pages of a package tell."""
