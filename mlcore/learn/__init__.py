"""Teaching algorithms: pure functions that return every state they went through."""
