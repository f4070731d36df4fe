"""Everything that knows RDF: the guideline as a graph, its reasoning and its questions."""
