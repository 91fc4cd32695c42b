"""True values and predictions in; metrics, curves, intervals and importance out."""
