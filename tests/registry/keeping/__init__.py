"""Tests of stabbur.registry.keeping."""
