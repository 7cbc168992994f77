"""Forges: the places where a project's repository is shared, asked over REST, pushed to over https."""
