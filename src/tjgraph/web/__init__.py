"""The explorer and the SPARQL endpoint: read only, safe to put on the internet (extra ``web``)."""
