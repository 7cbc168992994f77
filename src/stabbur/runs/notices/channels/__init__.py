"""The channels by which notices go: log, e-mail, Slack, webhook."""
