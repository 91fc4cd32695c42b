"""Several models answering together, with weights learnt from out-of-fold answers."""
