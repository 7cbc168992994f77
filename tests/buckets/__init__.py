"""Tests of stabbur.buckets."""
