"""Returns made ready for estimation: periods aligned, gaps filled, late returns carried forward, each value flagged."""
