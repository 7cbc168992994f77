"""Tests of stabbur.disclosure.pseudonyms.ciphers."""
