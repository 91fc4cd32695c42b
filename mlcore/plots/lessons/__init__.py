"""Lessons drawn: each trajectory as a few views in which every frame is at hand."""
