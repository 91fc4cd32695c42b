"""Trained models that answer: signature, rows, answers, batch, artifact."""
