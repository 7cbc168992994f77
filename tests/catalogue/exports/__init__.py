"""Tests of what other catalogues are told."""
