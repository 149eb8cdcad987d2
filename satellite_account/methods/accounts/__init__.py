"""National accounts of civil society: sequences that close, three bases, volunteers, links, bridges."""
