"""Tests of the demo and what it publishes."""
