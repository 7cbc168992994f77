"""Tests of stabbur.registry.publishing."""
