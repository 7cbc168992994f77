"""Tests of stabbur.hub.api."""
