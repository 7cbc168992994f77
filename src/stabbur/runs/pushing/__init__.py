"""What a push starts: what it touched is built, and pipelines that wait for it run."""
