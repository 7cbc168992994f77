"""Commands about a project: begin it, build it, let packages in, open it."""
