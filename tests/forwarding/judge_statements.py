"""Says of each statement (a JSON list comes in) what ``BaseXapiStatement`` has against it, or nothing."""

import json
import sys

from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

answers = []
for statement in json.load(sys.stdin):
    try:
        BaseXapiStatement.model_validate(statement)
        answers.append(None)
    except ValidationError as error:
        answers.append(str(error))
json.dump(answers, sys.stdout)
