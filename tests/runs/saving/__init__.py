"""Tests of what a save does: with real states, a real JupyterLab and a real watcher."""
