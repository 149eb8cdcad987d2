"""Published skills taxonomies, read from the files that their publishers offer."""
