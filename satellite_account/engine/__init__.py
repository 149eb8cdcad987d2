"""From a run's recipe to its tables: inputs read, years estimated, tables written, checks made."""
