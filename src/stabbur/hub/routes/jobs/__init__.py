"""The addresses of pipelines and runs."""
