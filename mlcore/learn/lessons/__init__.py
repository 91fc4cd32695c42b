"""What each lesson says: its controls, question, words and formula, one lesson a file."""
