"""What is wrong with a project: each check is a function that yields findings, and some can be mended."""
