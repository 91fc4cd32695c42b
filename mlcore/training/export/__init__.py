"""A run → a script of public libraries that reproduces its numbers."""
