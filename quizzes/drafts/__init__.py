"""
Drafts: items and vignettes in the making, in the same format as the content files.

`model` says what a draft is, `store` keeps its versions, `text` writes the format, `proofs` and
`check` say what is to be said of a text, and `merging` and `workshop` publish into the item banks.
"""
