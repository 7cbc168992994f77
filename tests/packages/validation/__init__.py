"""Tests of stabbur.packages.validation."""
