"""Tests of stabbur.disclosure.scanning."""
