"""Where the newsroom is kept: the database is the truth, the vector index can be rebuilt from it at any time."""
