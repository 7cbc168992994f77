"""Tests of artefacts: a real project is built, and what came of it is run by others' programs."""
