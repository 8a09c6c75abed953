"""Writes the OpenAPI 3.1 description of the JSON API from the declarations of its documents."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from upheld.website.api.declared import SCHEMA_VERSION
from upheld.website.api.documents import Sources
from upheld.website.api.resources import FOLDER, Parameter, Resource, resources_of

DESCRIPTION = f"{FOLDER}openapi.json"
"""Where the description lies, relative to the root of the site."""

Json = dict[str, Any]


def openapi(of: Sources) -> Json:
    """Return the description of the documents of a release (OpenAPI Specification 3.1, JSON Schema 2020-12)."""
    described = resources_of(of)
    refs, schemas = _schemas(described)
    about = of.about
    said: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": SCHEMA_VERSION,
            "summary": "The figures of an ombudsman's annual review as static JSON.",
            "description": _description(of),
            "license": {"name": about.licence.name or "No licence", **_address(about.licence.url)},
        },
        "servers": [_server(of)],
        "paths": {f"/{one.path}": {"get": _operation(one, refs[one.name], of)} for one in described},
        "components": {"schemas": schemas},
    }
    return said


def openapi_text(of: Sources) -> bytes:
    """Return the same, as it is written."""
    return json.dumps(openapi(of), ensure_ascii=False, indent=1).encode() + b"\n"


def _description(of: Sources) -> str:
    made_up = ["Every figure rests on synthetic cases."] if of.about.synthetic else []
    return " ".join(
        [
            of.about.caution,
            *made_up,
            "Every document is a file: there is no key, no limit and no query. The documents change only when a "
            "review is published or revised; `about` in each says which one it is.",
        ]
    )


def _server(of: Sources) -> Json:
    """Return where the documents lie: beside the description, which a program may or may not find out by itself."""
    address = of.figures.scheme.website.address
    return {"url": f"{address}{FOLDER}".rstrip("/") if address else ".", "description": "Beside this description."}


def _address(url: str) -> Json:
    return {"url": url} if url else {}


def _schemas(described: tuple[Resource, ...]) -> tuple[dict[str, Json], Json]:
    """Return the reference to each resource's schema by its name, and all schemas."""
    made, whole = TypeAdapter.json_schemas(
        [(one.name, "serialization", one.adapter) for one in described],
        ref_template="#/components/schemas/{model}",
    )
    return {str(name): dict(schema) for (name, _), schema in made.items()}, whole["$defs"]


def _operation(one: Resource, schema: Json, of: Sources) -> Json:
    found = {"description": one.meaning, "content": {"application/json": {"schema": schema}}}
    said: Json = {"operationId": one.name, "summary": one.title, "description": one.meaning}
    if one.parameter:
        value = next((value for value, _ in one.draw(of)), None)
        said["parameters"] = [_parameter(one.parameter, value)]
    responses: Json = {"200": found}
    if one.parameter:
        responses["404"] = {"description": "There is no such document.", "content": {"text/html": {}}}
    return said | {"responses": responses}


def _parameter(one: Parameter, example: str | None) -> Json:
    schema: Json = {"type": "string", "pattern": one.pattern} if one.pattern else {"type": "integer", "minimum": 1}
    said: Json = {"name": one.name, "in": "path", "required": True, "description": one.meaning, "schema": schema}
    if example is not None:
        said["example"] = example if one.pattern else int(example)
    return said
