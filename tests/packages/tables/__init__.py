"""Tests of stabbur.packages.tables."""
