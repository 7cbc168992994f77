"""Tests of the form of a pipeline."""
