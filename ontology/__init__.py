"""The ontologies as data: Turtle, SHACL and mappings. There is no logic here."""
