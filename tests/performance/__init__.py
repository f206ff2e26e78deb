"""What a page asks of the database: as much for a thousand rows as for ten."""
