"""Tests of test runs: what they show, and how it is published."""
