"""``python -m tjgraph`` is the command ``tjgraph``."""

from tjgraph.cli import main

if __name__ == "__main__":
    main(prog_name="tjgraph")
