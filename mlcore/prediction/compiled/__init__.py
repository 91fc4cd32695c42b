"""Answers to a few rows without frames: a dictionary per column, trees and sums as plain arrays.

Used only where it was proved against the estimator itself; many rows go the estimator's own way.
"""
