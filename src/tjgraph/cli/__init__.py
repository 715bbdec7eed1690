"""Room: cli (its owner fills this docstring)."""
