"""Tests of the forges: a real one, and the recorded answers of two others; each passes the whole contract."""
