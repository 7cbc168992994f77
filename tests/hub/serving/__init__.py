"""Tests of stabbur.hub.serving."""
