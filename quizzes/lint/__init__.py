"""
The linter: faults of items and vignettes, each with its place, the reason and a suggestion.

`rules` lists the rules with their sources, `linter` runs them.
"""
