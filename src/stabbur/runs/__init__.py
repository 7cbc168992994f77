"""What runs by itself: a queue in the state, a shim over each run, pipelines, notices and what is kept."""
