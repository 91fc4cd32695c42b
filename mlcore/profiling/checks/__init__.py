"""One check per file; ``catalogue.CHECKS`` lists them, most serious first."""
