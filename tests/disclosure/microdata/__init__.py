"""Tests of stabbur.disclosure.microdata."""
