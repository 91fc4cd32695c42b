"""Tables that are not files: the answers of databases and of web addresses."""
