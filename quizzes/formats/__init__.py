"""
Items in the formats of other software, and items of other software as drafts.

`exported` makes one canonical value of an item; every writer renders that value and nothing else,
so that what a format loses can be listed (`losses`) and proven.
"""
