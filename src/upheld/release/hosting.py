"""What a public web server should be told: the headers every page is written to pass, in the words of each server.

Written to `docs/hosting/` by `make docs`; the local server of `upheld serve` sends the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Sent with every answer but those of `EMBEDDED`. The site asks no other host for anything, is framed by nobody, and
runs its own scripts. The search of decisions is WebAssembly, which needs leave; every other page forbids it again.
Scripts of other sites may read what the site holds: all of it is public, and it knows nobody."""

POLICY = "Content-Security-Policy"

EMBEDDED = "embed/"
"""The folder of the small pages that are made for frames of other sites. They have no script, and run none."""

EMBEDDED_HEADERS = {
    **HEADERS,
    POLICY: "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors *",
}
"""Sent with the small pages: anybody may show them in a frame."""

_EMBEDDED = re.compile(rf"^(/releases/[^/]+)?/{EMBEDDED}")
"""Addresses of small pages, below the root of the site or of a release at its permanent address."""


def headers_of(path: str) -> Mapping[str, str]:
    """Return the headers of the answer to a path, which begins with `/` and counts from the root of the site."""
    return EMBEDDED_HEADERS if _EMBEDDED.match(path) else HEADERS


FOR_EVER, FOR_NOW = "public, max-age=31536000, immutable", "public, max-age=300"
"""How long an answer may be kept: below `/releases/` nothing ever changes; the front changes with a publication."""

NGINX = """\
# A public folder of `upheld publish` on nginx: put this into `server {{ … }}`. The folder's `current` is a link that a
# publication moves in one step, so files must be looked up anew for each request: no open_file_cache.
root {public}/current;
index index.html;
error_page 404 /404.html;
charset utf-8;
types {{
    text/html html; text/css css; text/javascript js; image/svg+xml svg; font/woff2 woff2; application/pdf pdf;
    text/plain txt; text/csv csv; application/json json; application/ld+json jsonld;
    application/xml xml; application/atom+xml atom; image/png png;
    image/x-icon ico; text/calendar ics; application/vnd.apache.parquet parquet;
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx;
    application/vnd.openxmlformats-officedocument.wordprocessingml.document docx;
    application/vnd.oasis.opendocument.spreadsheet ods;
}}
gzip on;
gzip_comp_level 6;
gzip_types text/css text/javascript image/svg+xml text/plain text/csv application/json application/ld+json
    application/xml application/atom+xml;
{headers}
add_header Cache-Control "{now}" always;
# Within a location nginx forgets every add_header of the server, so they are said again there.
location ^~ /releases/ {{
{within}
    add_header Cache-Control "{ever}" always;
    location ~ ^/releases/[^/]+/embed/ {{
{deeper}
        add_header Cache-Control "{ever}" always;
    }}
}}
# Pages that are made for frames of other sites.
location ^~ /embed/ {{
{embedded}
    add_header Cache-Control "{now}" always;
}}
"""

APACHE = """\
# A public folder of `upheld publish` on Apache (mod_deflate, mod_headers, mod_mime): put this into the virtual host.
DocumentRoot "{public}/current"
<Directory "{public}">
    Options FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html
ErrorDocument 404 /404.html
AddDefaultCharset utf-8
AddType application/atom+xml .atom
AddType font/woff2 .woff2
AddType application/ld+json .jsonld
AddOutputFilterByType DEFLATE text/html text/css text/javascript image/svg+xml text/plain text/csv application/json
{headers}
Header always set Cache-Control "{now}"
<LocationMatch "^/releases/">
    Header always set Cache-Control "{ever}"
</LocationMatch>
# Pages that are made for frames of other sites.
<LocationMatch "^(/releases/[^/]+)?/embed/">
    Header always set Content-Security-Policy "{policy}"
</LocationMatch>
"""

STATIC = """\
# For hosts that read a file `_headers` beside the pages (Netlify, Cloudflare Pages): copy it to the root of the site.
/*
{headers}
  Cache-Control: {now}
/releases/*
  ! Cache-Control
  Cache-Control: {ever}
/embed/*
  ! Content-Security-Policy
  Content-Security-Policy: {policy}
/releases/:release/embed/*
  ! Content-Security-Policy
  Content-Security-Policy: {policy}
"""

PUBLIC = "/srv/upheld/public"
"""Where the public folder lies, in the examples."""


def nginx(public: str = PUBLIC) -> str:
    """Return what nginx needs to serve a public folder."""

    def lines(headers: Mapping[str, str], depth: int) -> str:
        return "\n".join(f'{"    " * depth}add_header {name} "{value}" always;' for name, value in headers.items())

    return NGINX.format(
        public=public,
        headers=lines(HEADERS, 0),
        within=lines(HEADERS, 1),
        deeper=lines(EMBEDDED_HEADERS, 2),
        embedded=lines(EMBEDDED_HEADERS, 1),
        now=FOR_NOW,
        ever=FOR_EVER,
    )


def apache(public: str = PUBLIC) -> str:
    """Return what Apache needs to serve a public folder."""
    headers = "\n".join(f'Header always set {name} "{value}"' for name, value in HEADERS.items())
    policy = EMBEDDED_HEADERS[POLICY]
    return APACHE.format(public=public, headers=headers, policy=policy, now=FOR_NOW, ever=FOR_EVER)


def static() -> str:
    """Return the `_headers` file of hosts that serve a folder of files."""
    headers = "\n".join(f"  {name}: {value}" for name, value in HEADERS.items())
    return STATIC.format(headers=headers, policy=EMBEDDED_HEADERS[POLICY], now=FOR_NOW, ever=FOR_EVER)


def files() -> dict[str, str]:
    """Return name and text of each example."""
    return {"nginx.conf": nginx(), "apache.conf": apache(), "_headers": static()}


def main(folder: Path = Path("docs/hosting")) -> None:
    """Write the examples."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
