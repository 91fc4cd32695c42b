"""One check per file, each with its code; ``mlcore.profiling.catalogue`` lists them."""
