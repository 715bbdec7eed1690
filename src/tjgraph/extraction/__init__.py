"""Room: extraction (its owner fills this docstring)."""
