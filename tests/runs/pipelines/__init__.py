"""Tests of stabbur.runs.pipelines."""
