"""Commands about data: read, validate, publish, search."""
