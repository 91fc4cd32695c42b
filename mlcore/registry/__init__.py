"""Versions of models in and out: aliases, promotion, rollback, export."""
