"""``Dataset`` → ``Profile`` → findings: what is in a table, and what needs attention."""
