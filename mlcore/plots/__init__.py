"""Values drawn: every figure comes with the sentence it shows and the table behind it."""
