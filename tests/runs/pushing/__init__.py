"""Tests of pushes: real repositories, git's own push, a real hub and a real forge."""
