"""The JSON Schema of the plan, against plans as users get them."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

SHORT = ("--points", "CV6", "--hold", "5")
SESSIONS = {
    "short": SHORT,
    "a whole session with its sources": ("--sources",),
    "fitted to a length": ("--minutes", "16", "--sources"),
    "by chimes": ("--talk", "chimes", "--order", "guide", "--first", "right"),
    "by what was finished": (*SHORT, "--talk", "auto"),
    "with conditions": ("--condition", "pregnancy,skin-belly", "--cleared", "BL23,BL40", "--sources"),
    "softened": ("--condition", "blood-thinners", "--breath", "4-2-6", "--side", "left"),
    "without chimes": (*SHORT, "--chimes", "none"),
    "with other sounds": (*SHORT, "--chimes", "wood", "--bed", "rain", "--loudness", "-16", "--rate", "100"),
}
CONTENT = {"Source", "Work"}
"""Types whose fields the content explains."""


@pytest.fixture
def schema(run):
    result = run("plan", "--schema")
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def closed(schema):
    """Return a schema that allows no key beside those that it names."""
    closed = copy.deepcopy(schema)
    for part in (closed, *closed["$defs"].values()):
        assert "additionalProperties" not in part
        part["additionalProperties"] = False
    return closed


def test_the_schema_is_of_the_draft_that_it_names(schema):
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("options", SESSIONS.values(), ids=SESSIONS)
def test_a_plan_is_as_the_schema_says_and_has_no_key_that_it_does_not_name(run, schema, options):
    plan = json.loads(run("plan", *options, "--voice", "fake", "--json").out)
    Draft202012Validator(closed(schema)).validate(plan)
    always = {*schema["properties"]} - {"facts", "works"}
    assert {*plan} == always | ({"facts", "works"} if "--sources" in options else set())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plan: plan.pop("clips"),
        lambda plan: plan.update(schema=2),
        lambda plan: plan["stages"][0].update(onset=-1),
        lambda plan: plan["stages"][2].update(hold={"onset": 1}),
        lambda plan: plan["clips"][0].update(bus="drums"),
        lambda plan: plan["options"].update(pace="slow"),
    ],
)
def test_what_is_no_plan_does_not_fit(run, schema, spoil):
    plan = json.loads(run("plan", *SHORT, "--voice", "fake", "--json").out)
    spoil(plan)
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate(plan)


def test_the_schema_tells_what_every_key_means(schema):
    for name, part in {"PlanData": schema, **schema["$defs"]}.items():
        assert part["description"]
        told = {key for key, field in part["properties"].items() if field.get("description")}
        assert told >= {*part["properties"]} - {"bus"} or name in CONTENT


@pytest.mark.parametrize("more", [("--json",), ("backache",), ("--points", "BL40"), ("--seed", "1"), ("--sources",)])
def test_the_schema_is_that_of_any_session_and_takes_no_options(run, more):
    result = run("plan", *more, "--schema")
    assert (result.status, result.out) == (1, "")
    assert result.err == "coach: --schema: it describes the plan of any session; leave other options out\n"
