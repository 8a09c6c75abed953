"""Asked for anything at all, the served API answers as it is described: a document of its schema, or 404."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.website.conftest import WrittenSite
from upheld.release.serve import server
from upheld.website.api import FOLDER

pytestmark = pytest.mark.xdist_group("website")

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes


@dataclass(frozen=True)
class Served:
    """The API of a served site, with its own description."""

    connection: HTTPConnection
    description: dict[str, Any]
    there: frozenset[str]
    """Every path there is, relative to the description."""

    def ask(self, path: str, method: str = "GET") -> Answer:
        self.connection.request(method, path)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers["Content-Type"], answer.read())

    def validator(self, path: str) -> Draft202012Validator:
        content = self.description["paths"][path]["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]
        return Draft202012Validator({**schema, "components": self.description["components"]})


@pytest.fixture(scope="module")
def api(written: WrittenSite) -> Iterator[Served]:
    made = server([written.folder], 8900)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    root = written.folder / FOLDER
    there = frozenset(p.relative_to(root).as_posix() for p in root.rglob("*.json"))
    description = json.loads((root / "openapi.json").read_bytes())
    yield Served(HTTPConnection("127.0.0.1", made.server_port, timeout=30), description, there)
    made.shutdown()
    thread.join()
    made.server_close()


def test_every_document_that_the_lists_name_is_served_and_keeps_to_its_schema(api: Served) -> None:
    asked = {path: [path] for path in api.description["paths"] if "{" not in path}
    bodies = json.loads(api.ask(f"/{FOLDER}authorities.json").body)["authorities"]
    types = json.loads(api.ask(f"/{FOLDER}index.json").body)["types"]
    asked["/authorities/{slug}.json"] = [f"/authorities/{body['slug']}.json" for body in bodies]
    asked["/groups/{group}.json"] = [f"/groups/{kind['id']}.json" for kind in types if kind["similar"]]
    assert {path for path in api.description["paths"] if not path.startswith("/decisions")} <= set(asked)
    for described, paths in asked.items():
        validator = api.validator(described)
        for path in paths:
            answer = api.ask(f"/{FOLDER}{path[1:]}")
            assert (answer.status, answer.kind) == (200, "application/json"), path
            assert validator.is_valid(json.loads(answer.body)), path


@FEW
@given(data=st.data())
def test_a_parameter_of_the_described_form_finds_its_document_or_nothing(api: Served, data: st.DataObject) -> None:
    template = data.draw(st.sampled_from(sorted(p for p in api.description["paths"] if "{" in p)))
    (parameter,) = api.description["paths"][template]["get"]["parameters"]
    schema = parameter["schema"]
    values = st.from_regex(schema["pattern"], fullmatch=True) if "pattern" in schema else st.integers(1).map(str)
    value = data.draw(values)
    path = template.replace(f"{{{parameter['name']}}}", quote(value))[1:]
    answer = api.ask(f"/{FOLDER}{path}")
    assert answer.status == (200 if path in api.there else 404)
    if answer.status == 404:
        assert answer.kind.startswith("text/html")


@FEW
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=40), query=st.text(st.characters(codec="utf-8"), max_size=10)
)
def test_any_path_is_answered_with_a_document_or_404_and_never_with_a_fault(api: Served, text: str, query: str) -> None:
    answer = api.ask(f"/{FOLDER}{quote(text, safe='/.')}?{quote(query)}")
    assert answer.status in (200, 301, 404), text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(api: Served, method: str) -> None:
    assert api.ask(f"/{FOLDER}index.json", method).status in (405, 501)
