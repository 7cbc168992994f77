"""Tests of git as projects use it: each with the real program."""
