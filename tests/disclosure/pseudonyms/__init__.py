"""Tests of stabbur.disclosure.pseudonyms."""
