"""Tests of what a test run keeps apart."""
