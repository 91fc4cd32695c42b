"""Run a call elsewhere, durably: submit, follow, stop, resume."""
