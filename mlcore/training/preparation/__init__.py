"""From a cleaned table to the numbers an estimator wants: one preparation per kind.

A preparation is fitted on training rows only, keeps plain values (numbers, texts, lists and
arrays) so that it can be stored without code, and encodes any other rows the same way.
"""
