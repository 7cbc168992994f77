"""Tests of the look for secrets, personal data and data files."""
