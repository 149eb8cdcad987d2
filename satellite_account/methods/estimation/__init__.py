"""From returns of some organisations to totals for all of them, with how sure we are."""
