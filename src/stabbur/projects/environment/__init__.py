"""A project's own environment: locked without naming an index, installed by uv, the same on every machine."""
