"""Which estimators exist, what each needs and what may be tuned."""
