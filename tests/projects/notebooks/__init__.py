"""Tests of notebooks in git, and of functions moved out of them."""
