"""Tests of stabbur.disclosure.tables."""
