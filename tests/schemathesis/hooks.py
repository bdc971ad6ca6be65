"""What every answer of the GraphQL endpoint owes its caller, whatever was asked.

Schemathesis makes operations from the schema; these checks replace its own, which take any
entry in `errors` for a fault. Here a refusal is an answer, as long as it says which one it is.
"""

import re
from pathlib import Path

import graphql
import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

CODE = re.compile(r"[A-Z][A-Z0-9_]*")
"""The form of a stable code."""

OUR_FAULT = {"INTERNAL", "INTERNAL_ERROR", "INTERNAL_SERVER_ERROR"}
"""Codes by which the server owns up to a failure: a 5xx in the clothes of a 200."""

KNOWN = set("Boolean Float ID Int String Date DateTime Time UUID IP IPv4 IPv6 BigInt Long".split())
"""Scalars that need no help to be made."""

SCHEMA = Path(__file__).parents[2] / "api" / "schema.graphql"

ANY_TEXT_OR_NUMBER = st.one_of(
    st.dates().map(lambda day: nodes.String(day.isoformat())),
    st.uuids().map(lambda id: nodes.String(str(id))),
    st.text(max_size=40).map(nodes.String),
    st.integers(-(2**53), 2**53).map(nodes.Int),
)
"""For a scalar of our own: sometimes right, mostly wrong, and never a reason to fall over."""


def register_own_scalars(sdl: str) -> None:
    """Teaches the generator every scalar the schema declares, so that a new one needs no line here."""
    for definition in graphql.parse(sdl).definitions:
        if isinstance(definition, graphql.ScalarTypeDefinitionNode) and definition.name.value not in KNOWN:
            schemathesis.graphql.scalar(definition.name.value, ANY_TEXT_OR_NUMBER)


if SCHEMA.exists():
    register_own_scalars(SCHEMA.read_text(encoding="utf-8"))


def body_of(response) -> dict:
    """The answer as an object; anything else is what the first two checks are for."""
    try:
        body = response.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {}


@schemathesis.check
def answers_without_a_server_error(ctx, response, case):
    """No input yields a 5xx."""
    assert response.status_code < 500, f"status {response.status_code}"


@schemathesis.check
def answers_in_graphql(ctx, response, case):
    """The body is a JSON object with `data`, `errors` or both."""
    body = body_of(response)
    assert "data" in body or body.get("errors"), "neither data nor errors"


@schemathesis.check
def every_error_carries_a_code(ctx, response, case):
    """Each entry of `errors` has a stable code in its extensions, and none of them is our own fault."""
    for error in body_of(response).get("errors") or []:
        code = (error.get("extensions") or {}).get("code")
        assert isinstance(code, str) and CODE.fullmatch(code), f"no code in {error}"
        assert code not in OUR_FAULT, f"the server failed: {error}"
