"""Tests of a project's own environment."""
