"""R as an equal: packages that code names, renv.lock, the kernel, the project's library, and the R package."""
