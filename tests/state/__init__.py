"""Tests of stabbur.state."""
