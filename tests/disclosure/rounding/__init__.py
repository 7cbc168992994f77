"""Tests of stabbur.disclosure.rounding."""
