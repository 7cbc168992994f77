"""Tests of what is found wrong with a project."""
