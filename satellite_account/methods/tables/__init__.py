"""Tables T1 to T19: from returns to tidy cells, with intervals and status."""

from satellite_account.methods.tables.book import year_book
from satellite_account.methods.tables.build import as_grid, build_tables, from_years
from satellite_account.methods.tables.registry import TABLES, Table
from satellite_account.methods.tables.settings import Settings, Sources

__all__ = ["TABLES", "Settings", "Sources", "Table", "as_grid", "build_tables", "from_years", "year_book"]
