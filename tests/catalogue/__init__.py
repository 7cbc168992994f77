"""Tests of what can be found, and how."""
