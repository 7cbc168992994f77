"""Tests of stabbur.packages.reading."""
