"""Where things last: the database, the content-addressed objects, the one crash-safe write."""
