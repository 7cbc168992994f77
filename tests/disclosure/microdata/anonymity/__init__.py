"""Tests of stabbur.disclosure.microdata.anonymity."""
