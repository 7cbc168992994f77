"""Tests of what the pages of pipelines and runs tell."""
