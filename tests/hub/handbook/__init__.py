"""Tests of the handbook as pages."""
