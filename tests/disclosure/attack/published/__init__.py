"""Tests of tables that others published."""
