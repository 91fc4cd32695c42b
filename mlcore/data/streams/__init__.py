"""Streams: events taken from a server as they come, each exactly once, and kept as a table."""
