"""Items and vignettes proposed from the graph, for an educator to edit and accept."""
