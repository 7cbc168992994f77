"""Tests of the places that secrets come from, and that no secret is ever shown."""
