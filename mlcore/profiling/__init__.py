"""What is in a table and what about it needs attention."""
