"""Tests of starting from another project; repositories are real ones, made by git."""
