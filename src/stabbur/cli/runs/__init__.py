"""Commands about runs: carry one out, list them, take them from the queue."""
