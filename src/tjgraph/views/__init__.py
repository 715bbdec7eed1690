"""Room: views (its owner fills this docstring)."""
