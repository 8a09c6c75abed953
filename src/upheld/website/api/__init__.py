"""The static JSON API: the figures of every page as documents for programs, and their description."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.website.api.description import DESCRIPTION, openapi, openapi_text
from upheld.website.api.documents import Sources
from upheld.website.api.resources import EVERY, FOLDER, Resource, api_documents, resources_of

__all__ = [
    "DESCRIPTION",
    "EVERY",
    "FOLDER",
    "Resource",
    "Sources",
    "api_documents",
    "api_files",
    "openapi",
    "resources_of",
]


def api_files(of: Sources) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every document and of their description."""
    for _, path, content in api_documents(of):
        yield path, content
    yield DESCRIPTION, openapi_text(of)
