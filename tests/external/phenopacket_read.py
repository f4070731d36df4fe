"""
Reads Phenopackets with the message classes of the library `phenopackets`, which take no field that
the schema does not know, and prints the findings and measurements of each.

    python phenopacket_read.py FILE...
"""

import json
import sys
from pathlib import Path

from google.protobuf.json_format import Parse
from phenopackets import Phenopacket


def read(path):
    packet = Parse(Path(path).read_text("utf-8"), Phenopacket())
    return {
        "id": packet.id,
        "excluded": sorted(one.type.id for one in packet.phenotypic_features if one.excluded),
        "present": sorted(one.type.id for one in packet.phenotypic_features if not one.excluded),
        "measurements": len(packet.measurements),
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
