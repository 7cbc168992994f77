"""Tests of stabbur.disclosure.attack."""
