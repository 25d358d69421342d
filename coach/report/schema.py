"""The JSON Schema of the plan's data, made from the types that it is written by."""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from textwrap import dedent
from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from coach.report import data, standing
from coach.report.data import PlanData

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan. What the docstrings of the types and their fields say are its descriptions."""
    _, parts = schema_components([PlanData], ref_template="#/$defs/{name}")
    types = {
        name: kind
        for name, kind in (vars(data) | vars(standing)).items()
        if isinstance(kind, type) and issubclass(kind, Struct)
    }
    for name, part in parts.items():
        part.pop("additionalProperties", None)  # of content: a file of it may have no others, a plan may some day
        for field, text in _docstrings(types[name]):
            part["properties"][field]["description"] = text
    plan = parts.pop(PlanData.__name__)
    return {"$schema": DIALECT, **plan, "$defs": parts}


def _docstrings(kind: type[Struct]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a type that have a docstring, those that it inherits too, each with its text in one line."""
    for base in kind.__mro__[:-1]:
        if issubclass(base, Struct) and base.__module__ == kind.__module__:
            (definition,) = ast.parse(dedent(inspect.getsource(base))).body
            for field, after in pairwise(ast.iter_child_nodes(definition)):
                match field, after:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name)),
                        ast.Expr(value=ast.Constant(value=str(text))),
                    ):
                        yield name, " ".join(text.split())
