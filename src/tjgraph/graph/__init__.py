"""Facts → RDF: names, triples, Turtle, and the graph in memory. What it knows of the world it has from the ontology."""
