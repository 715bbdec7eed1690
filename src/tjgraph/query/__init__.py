"""Asking the graph: saved questions, look-ups by name, and the graph as a network."""
