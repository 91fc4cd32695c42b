"""The command line: one file per group of commands, one table of them in ``line.py``."""
