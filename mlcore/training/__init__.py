"""A plan, a dataset and a recipe in; a run with its trials and leaderboard out."""
