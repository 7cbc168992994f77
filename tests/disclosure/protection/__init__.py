"""Tests of stabbur.disclosure.protection."""
