"""When pipelines run by themselves: by a schedule, and by what happens elsewhere."""
