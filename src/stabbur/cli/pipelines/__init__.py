"""Commands about what runs again: schedules, pipelines, pushes."""
