"""
What first answers tell of items: how hard they are, how telling, and whose key is doubtful.

`attempts` gathers the answers, `classical`, `reliability` and `rasch` compute, `report` puts it
together and shows nothing of which there are too few answers.
"""
