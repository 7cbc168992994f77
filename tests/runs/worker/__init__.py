"""Tests of the same part of Stabbur."""
