"""The handbook and the how-to guides as pages: found beside the code, rendered from Markdown."""
