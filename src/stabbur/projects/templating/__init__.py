"""Templates of projects: which there are, how one is rendered, and how a project takes up a newer one."""
