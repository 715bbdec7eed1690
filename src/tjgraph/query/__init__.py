"""Room: query (its owner fills this docstring)."""
