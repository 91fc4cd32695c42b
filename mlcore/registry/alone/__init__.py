"""A model that leaves: a script that answers without Loupe, and what it needs."""
