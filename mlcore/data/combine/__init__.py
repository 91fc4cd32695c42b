"""Two tables become one: joined by key, or one below the other; never by position."""
