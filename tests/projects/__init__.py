"""Tests of projects: each starts real programs, and one real project is shared."""
