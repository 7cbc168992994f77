"""Tests of stabbur.disclosure.tables.finding."""
