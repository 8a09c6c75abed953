"""Describes the tables for programs: CSV on the Web, a Frictionless Data Package, and DCAT with schema.org.

All three say the same, drawn from the one declaration of the tables:

- `csv-metadata.json`: CSV on the Web (W3C Recommendation *Metadata Vocabulary for Tabular Data*, 2015).
- `datapackage.json`: Data Package v1 and Table Schema v1 of Frictionless Data.
- `dataset.jsonld`: DCAT 3 (W3C Recommendation, 2024) for catalogues and schema.org `Dataset` for search engines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from upheld.tables.declared import OpenColumn, OpenTable
from upheld.tables.subject import Subject

CSVW = "csv-metadata.json"
PACKAGE = "datapackage.json"
DATASET = "dataset.jsonld"

MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".txt": "text/plain",
    ".json": "application/json",
}
ONS = "http://statistics.data.gov.uk/id/statistical-geography/{gss_code}"
"""The address by which the Office for National Statistics names an area, for a code in the column `gss_code`."""

Json = dict[str, Any]


def write_descriptions(
    folder: Path, tables: Sequence[OpenTable], subject: Subject, files: Sequence[Path]
) -> list[Path]:
    """Write the three descriptions of the `files` already in `folder`; return their paths."""
    return [
        _write(folder / CSVW, csvw(tables, subject)),
        _write(folder / PACKAGE, package(folder, tables, subject)),
        _write(folder / DATASET, dataset(subject, files)),
    ]


def _write(path: Path, value: Json) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


# ---------------------------------------------------------------- CSV on the Web


def csvw(tables: Sequence[OpenTable], subject: Subject) -> Json:
    """Return the CSV on the Web metadata of all tables."""
    by_file = {table.file: table for table in tables}
    said: Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": subject.language}],
        "dc:title": subject.title,
        "dc:description": subject.description,
        "dc:publisher": subject.publisher,
        "dc:issued": {"@value": subject.issued.isoformat(), "@type": "xsd:date"},
        "dc:rights": subject.rights,
    }
    if subject.licence.url:
        said["dc:license"] = {"@id": subject.licence.url}
    dialect = {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"], "doubleQuote": True}
    return said | {"dialect": dialect, "tables": [_csvw_table(table, by_file) for table in tables]}


def _csvw_table(table: OpenTable, by_file: dict[str, OpenTable]) -> Json:
    schema: Json = {"columns": [_csvw_column(column, table) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if len(table.key) == 1:
        # What a row is about is named by the file and its id: measures.csv#upheld-rate.
        schema["aboutUrl"] = f"{table.file}#{{{table.key[0]}}}"
    if keys := [
        {
            "columnReference": [column.name],
            "reference": {"resource": column.refers_to, "columnReference": [by_file[column.refers_to].header[0]]},
        }
        for column in table.columns
        if column.refers_to
    ]:
        schema["foreignKeys"] = keys
    return {"url": table.file, "dc:title": table.title, "dc:description": table.meaning, "tableSchema": schema}


def _csvw_column(column: OpenColumn, table: OpenTable) -> Json:
    types: dict[str, object] = {
        "integer": "nonNegativeInteger",
        "decimal": "decimal",
        "boolean": {"base": "boolean", "format": "yes|no"},
        "date": {"base": "date", "format": "yyyy-MM-dd"},
    }
    said: Json = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning,
        "datatype": types.get(column.kind, "string"),
        "null": "",
    }
    if not column.blank:
        said["required"] = True
    if column.unit:
        said["schema:unitText"] = column.unit
    if column.name == "gss_code":
        said["valueUrl"] = ONS
    return said


# ---------------------------------------------------------------- Frictionless Data Package


def package(folder: Path, tables: Sequence[OpenTable], subject: Subject) -> Json:
    """Return the Data Package of the CSV files, which must be in `folder`: their sizes and hashes are in it."""
    said: Json = {
        "profile": "tabular-data-package",
        "name": subject.id,
        "id": subject.id,
        "title": subject.title,
        "description": subject.description,
        "version": subject.version,
        "created": f"{subject.issued.isoformat()}T00:00:00Z",
        "keywords": list(subject.keywords),
        "contributors": [{"title": subject.publisher, "role": "publisher"}],
        "sources": [{"title": text} for text in subject.licence.attributions],
    }
    if subject.licence.id:
        one = {"name": subject.licence.id, "path": subject.licence.url, "title": subject.licence.name}
        said["licenses"] = [{k: v for k, v in one.items() if v}]
    by_file = {table.file: table for table in tables}
    return said | {"resources": [_resource(folder, table, by_file) for table in tables]}


def _resource(folder: Path, table: OpenTable, by_file: dict[str, OpenTable]) -> Json:
    content = (folder / table.file).read_bytes()
    schema: Json = {"fields": [_field(column, table) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if keys := [_foreign_key(column, table, by_file) for column in table.columns if column.refers_to]:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.meaning,
        "path": table.file,
        "format": "csv",
        "mediatype": MEDIA[".csv"],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _field(column: OpenColumn, table: OpenTable) -> Json:
    said: Json = {
        "name": column.name,
        "title": column.label,
        "description": column.meaning,
        "type": {"decimal": "number"}.get(column.kind, column.kind),
    }
    constraints: Json = {} if column.blank else {"required": True}
    if column.kind == "boolean":
        said |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if column.kind == "integer":
        constraints["minimum"] = 0
    if column.unit:
        said["unit"] = column.unit
    return said | ({"constraints": constraints} if constraints else {})


def _foreign_key(column: OpenColumn, table: OpenTable, by_file: dict[str, OpenTable]) -> Json:
    other = by_file[column.refers_to]
    # A table that refers to itself is named by an empty string.
    resource = "" if other is table else other.name
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [other.header[0]]}}


# ---------------------------------------------------------------- DCAT and schema.org


def dataset(subject: Subject, files: Sequence[Path]) -> Json:
    """Return the data set as a catalogue and a search engine want it: one node that is both kinds."""
    said: Json = {
        "@context": {
            "@vocab": "https://schema.org/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
        },
        "@id": f"#{subject.id}",
        "@type": ["Dataset", "dcat:Dataset"],
        **_both("name", "dct:title", subject.title),
        **_both("description", "dct:description", subject.description),
        **_both("identifier", "dct:identifier", subject.id),
        **_both("datePublished", "dct:issued", subject.issued.isoformat()),
        **_both("inLanguage", "dct:language", subject.language),
        **_both("keywords", "dcat:keyword", list(subject.keywords)),
        **_both("version", "dcat:version", subject.version),
        **_both(
            "publisher", "dct:publisher", {"@type": "Organization", "name": subject.publisher, "url": subject.site}
        ),
        **_both("temporalCoverage", "dct:temporal", f"{subject.first_day.isoformat()}/{subject.last_day.isoformat()}"),
        "isAccessibleForFree": True,
        "dct:rights": subject.rights,
        "creditText": " ".join(subject.licence.attributions),
    }
    if subject.licence.url:
        said |= _both("license", "dct:license", {"@id": subject.licence.url})
    parts = [_distribution(path) for path in files]
    return said | _both("distribution", "dcat:distribution", parts)


def _both(schema: str, dcat: str, value: object) -> Json:
    return {schema: value, dcat: value}


def _distribution(path: Path) -> Json:
    size = path.stat().st_size
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        **_both("name", "dct:title", path.name),
        **_both("contentUrl", "dcat:downloadURL", {"@id": path.name}),
        **_both("encodingFormat", "dcat:mediaType", MEDIA[path.suffix]),
        **_both("contentSize", "dcat:byteSize", str(size)),
    }
