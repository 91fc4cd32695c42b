"""One cleaning step per file; ``mlcore.cleaning.catalogue`` lists them."""
