"""Tests of what starting a project needs around it."""
