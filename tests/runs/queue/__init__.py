"""Tests of stabbur.runs.queue."""
