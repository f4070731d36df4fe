"""
Reads an RO-Crate with the library `rocrate` and prints its files with what it says of them.

    python rocrate_read.py FOLDER
"""

import json
import sys

from rocrate.rocrate import ROCrate

crate = ROCrate(sys.argv[1])
read = {
    "license": crate.root_dataset["license"].id,
    "published": str(crate.root_dataset["datePublished"]),
    "files": {one.id: one["sha256"] for one in crate.data_entities},
    "losses": [one["value"] for one in crate.get_by_type("PropertyValue")],
}
json.dump(read, sys.stdout)
