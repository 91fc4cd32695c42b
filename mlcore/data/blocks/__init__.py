"""Large text tables, block by block: as the readers of small ones read them, in little memory."""
