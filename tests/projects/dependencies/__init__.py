"""Tests of adding, removing and upgrading packages."""
