"""Tests of stabbur.accounts."""
