"""Commands about this installation: serve it, look after it, its settings and secrets."""
