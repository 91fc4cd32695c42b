"""What one person is working on: the open data set, its recipe, controls, runs and models."""
