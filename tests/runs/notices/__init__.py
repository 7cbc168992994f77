"""Tests of stabbur.runs.notices."""
