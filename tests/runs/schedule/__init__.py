"""Tests of stabbur.runs.schedule."""
