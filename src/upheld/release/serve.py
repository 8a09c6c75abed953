"""Serves releases on this machine, to look at them: the same static files that a public host would carry."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from upheld.errors import PersonError
from upheld.release.hosting import headers_of
from upheld.release.manifest import NAME, ReleaseManifest

mimetypes.add_type("font/woff2", ".woff2")


def sites(folders: Sequence[Path]) -> dict[str, Path]:
    """Return path prefix → folder of static files: the first release at `/`, the others at `/<year>/`.

    A folder that is no release is served as it is. PersonError if a folder is not there.
    """
    mounted: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise PersonError(f"{folder} is not a folder.", mend="Name a release, or a folder of pages.")
        root, prefix = folder, ""
        if (folder / NAME).is_file():
            root, prefix = folder / "website", ReleaseManifest.read(folder).year
        mounted["" if not mounted else prefix or folder.name] = root.resolve()
    return mounted


def server(folders: Sequence[Path], port: int) -> ThreadingHTTPServer:
    """Return a server on the loopback address, on `port` or the next free one of ten. Call `serve_forever` on it.

    Raises PersonError when none of the ten is free.
    """
    mounted = sites(folders)

    class Handler(_Handler):
        roots = mounted

    for number in range(port, port + 10):
        try:
            return ThreadingHTTPServer(("127.0.0.1", number), Handler)
        except OSError:
            continue
    raise PersonError(f"The ports {port} to {port + 9} are all in use.", mend="Name another one with --port.")


class _Handler(SimpleHTTPRequestHandler):
    """Serves only what lies below the mounted folders, with the headers of a public host, and logs nothing."""

    roots: Mapping[str, Path] = {}

    def translate_path(self, path: str) -> str:
        # No file has a null byte in its name, and asking the system for one is a mistake.
        asked = unquote(urlsplit(path).path).replace("\0", "\N{REPLACEMENT CHARACTER}")
        parts = [p for p in asked.split("/") if p not in ("", ".", "..")]
        root = self.roots[""]
        if parts and parts[0] in self.roots:
            root, parts = self.roots[parts[0]], parts[1:]
        found = root.joinpath(*parts)
        return str(found) + ("/" if urlsplit(path).path.endswith("/") else "")

    def end_headers(self) -> None:
        # A release that is not at the root of this server has its year before its paths.
        _, *parts = urlsplit(self.path).path.split("/")
        within = parts[1:] if parts and parts[0] and parts[0] in self.roots else parts
        for name, value in headers_of("/" + "/".join(within)).items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = self.roots[""] / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's own name
        return
