"""Tests of stabbur.disclosure.microdata.risk."""
