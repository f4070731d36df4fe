"""
Validates xAPI statements with the models of ralph-malph, in a process of its own.

Reads one statement a line from standard input and prints what is wrong with each that is.
"""

import sys

from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

for number, line in enumerate(sys.stdin, 1):
    try:
        BaseXapiStatement.model_validate_json(line)
    except ValidationError as error:
        sys.stdout.write(f"line {number}: {error}\n")
