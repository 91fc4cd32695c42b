"""A chart of a person's own choosing, in numbers: reduced here, so that any table can be drawn."""
