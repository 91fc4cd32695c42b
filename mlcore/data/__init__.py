"""Bytes become a dataset: readers, samples, versions."""
