"""Room: graph (its owner fills this docstring)."""
