"""Tests of the kernels of projects."""
