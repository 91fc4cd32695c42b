"""The catalogue's lines by family."""
