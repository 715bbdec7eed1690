"""The pages that people read. They run no SPARQL of their own: the query room answers, templates get plain data."""
