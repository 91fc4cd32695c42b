"""Is a trained model to be trusted? One check per file, each with its evidence."""
