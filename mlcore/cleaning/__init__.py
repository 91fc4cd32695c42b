"""``Recipe``: ordered steps, one per file; each says what it learns and which rows it touches."""
