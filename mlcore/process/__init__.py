"""Starting and killing process groups."""
