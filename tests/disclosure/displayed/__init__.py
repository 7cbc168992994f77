"""Tests of stabbur.disclosure.displayed."""
