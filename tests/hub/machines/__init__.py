"""Tests of stabbur.hub.machines."""
