"""Tests of stabbur.disclosure.tables.checking."""
