"""The examples for web servers say what the local server says, and are as the program writes them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from upheld.release.hosting import EMBEDDED_HEADERS, FOR_EVER, FOR_NOW, HEADERS, POLICY, files, headers_of, nginx

DOCS = Path(__file__).parents[2] / "docs" / "hosting"


@pytest.mark.parametrize("name", sorted(files()))
def test_the_examples_in_the_documents_are_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == files()[name], "run make docs"


@pytest.mark.parametrize("name", sorted(files()))
def test_every_header_is_said_in_the_words_of_each_server(name: str) -> None:
    text = files()[name]
    for header, value in HEADERS.items():
        assert re.search(rf"{header}:? \"?{re.escape(value)}", text), f"{name} does not send {header}"
    assert FOR_NOW in text
    assert FOR_EVER in text


def test_nginx_says_its_headers_again_within_a_location_which_would_forget_them() -> None:
    outside, releases, small, embedded = re.split(r"location [~^]", nginx())
    for header in HEADERS:
        assert [part.count(header) for part in (outside, releases, small, embedded)] == [1, 1, 1, 1]
    assert [part.count("frame-ancestors *") for part in (outside, releases, small, embedded)] == [0, 0, 1, 1]


@pytest.mark.parametrize("name", sorted(files()))
def test_only_the_small_pages_may_stand_in_the_frames_of_others(name: str) -> None:
    text = files()[name]
    assert "frame-ancestors 'none'" in text.split("embed/")[0]
    assert EMBEDDED_HEADERS[POLICY] in text.split("embed/", 1)[1]


@pytest.mark.parametrize(
    ("path", "framed"),
    [
        ("/embed/knowsley/", True),
        ("/releases/2019-20-0123abcd/embed/knowsley/", True),
        ("/authorities/knowsley/", False),
        ("/authorities/embed/", False),
        ("/releases/embed/", False),
        ("/", False),
    ],
)
def test_a_small_page_is_known_by_its_folder(path: str, framed: bool) -> None:
    policy = headers_of(path)[POLICY]
    assert ("frame-ancestors *" in policy) == framed
    assert ("frame-ancestors 'none'" in policy) != framed


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed: make load installs it")
def test_nginx_understands_its_example(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; server {{ listen 127.0.0.1:8809;\n"
        f"{nginx(str(tmp_path))} }} }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
