"""Tests of stabbur.packages.views."""
