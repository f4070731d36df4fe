"""
Writing items and vignettes in the app.

`claim_forms` and `vocabulary` hold what is chosen from lists, `fields` names places of a draft in
words, `view` lays a check out for the eye, `listing` the overview, and `desk` answers the editor.
"""
