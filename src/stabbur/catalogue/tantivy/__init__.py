"""The search index on tantivy: a folder, no server."""
