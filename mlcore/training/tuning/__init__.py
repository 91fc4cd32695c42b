"""The search for better parameters: what to try next, when to give up on it, what it taught."""
