"""Published numbers on placements: counts with small numbers hidden, and the geometry of a flow picture."""
