"""R as an equal: what code names, the lock, the kernel, the library and the R package."""
