"""Tests of the prompt: each runs a command and looks at what it prints and how it ends."""
