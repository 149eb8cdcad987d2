"""Time and prices: benchmarking, balancing, volumes, quarters."""
