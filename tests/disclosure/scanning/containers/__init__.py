"""Tests of stabbur.disclosure.scanning.containers."""
