"""What is built of a project by itself: checks, scripts, forms, executables, an image's recipe and stories."""
