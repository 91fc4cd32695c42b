"""Statistical tests of two columns."""
