"""A small language for computed columns: columns, numbers, texts, operators, listed functions."""
