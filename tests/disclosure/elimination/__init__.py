"""Tests of stabbur.disclosure.elimination."""
