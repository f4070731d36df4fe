"""
Reads FHIR Bundles with fhir.resources (R5) and prints what it made of them.

    python fhir_read.py BUNDLE...

For each file there is an entry with the number of resources of each type, and what is wrong with
any of them.
"""

import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

from fhir.resources import get_fhir_model_class


def read(path):
    data = json.loads(Path(path).read_text("utf-8"), parse_float=Decimal)
    faults = []
    kinds = Counter()
    for resource in [data, *(entry["resource"] for entry in data["entry"])]:
        kind = resource["resourceType"]
        try:
            get_fhir_model_class(kind).model_validate(resource)
        except ValueError as error:
            faults.append(f"{kind} {resource.get('id')}: {error}")
        kinds[kind] += 1
    return {"kinds": kinds, "faults": faults}


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
