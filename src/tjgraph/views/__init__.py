"""Room: views. Answers made visible: the page (``page.write_page``) and tables (``tables.render``).

It runs no SPARQL: what it shows comes in as a network, a table or facts.
"""
