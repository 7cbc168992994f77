"""Tests of stabbur.registry."""
