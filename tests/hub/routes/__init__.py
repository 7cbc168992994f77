"""Tests of stabbur.hub.routes."""
