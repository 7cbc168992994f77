"""Tests of stabbur.disclosure.rules."""
