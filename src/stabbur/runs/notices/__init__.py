"""Who is told of what happens to pipelines: the cause first, never a secret or a row of data."""
