"""Room: reading (its owner fills this docstring)."""
