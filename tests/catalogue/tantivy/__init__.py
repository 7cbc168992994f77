"""Tests of the index that Stabbur comes with."""
