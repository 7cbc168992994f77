"""Tests of the addresses of pipelines and runs."""
