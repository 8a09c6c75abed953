"""A public folder mirrored to a store of objects: content first, the front page last, and nothing old left over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.release.test_publish import Office
from upheld.errors import PersonError
from upheld.release import publish_mirror
from upheld.release.publish_folder import PublicFolder
from upheld.release.publish_mirror import Mirrored, mirror
from upheld.release.sign import make_key

ADDRESS = "memory://bucket/site"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    for person in ("One", "Two"):
        make_key(tmp_path / "keys", person, None)
    office = Office(tmp_path)
    office.publish(office.release("first"))
    return office


@pytest.fixture(autouse=True)
def store() -> Iterator[MemoryFileSystem]:
    there = MemoryFileSystem()
    there.store.clear()
    yield there
    there.store.clear()


def send(public: Path, address: str = ADDRESS) -> Mirrored:
    return mirror(public, address, start=lambda _what, _many: lambda _: None)


def held(address: str = ADDRESS, **how: Any) -> dict[str, str]:
    """Return every file of the mirror and what it says."""
    there, root = fsspec.core.url_to_fs(address, **how)
    return {
        path.removeprefix(root).lstrip("/"): there.cat_file(path).decode()
        for path in there.find(root)
        if not path.endswith("mirror.json")
    }


def test_the_mirror_holds_the_front_and_every_release_at_its_address(office: Office) -> None:
    done = send(office.public)
    name = office.publish(office.release("second", revises=office.folder / "first")).name
    again = send(office.public)
    files = held()
    assert files["index.html"] == files[f"releases/{name}/index.html"] == "<p>second</p>"
    assert sum(text == "<p>first</p>" for text in files.values()) == 3
    assert "Two cases were added." in files["changes/changes.json"]
    assert json.loads(files["published.json"])["stack"][-1] == name
    assert done == Mirrored(sent=7, kept=0, removed=0)
    assert again.kept == 3


def test_content_goes_first_and_the_front_page_last(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    put = MemoryFileSystem.put

    def watch(self: MemoryFileSystem, here: Sequence[str], there: Sequence[str], **how: Any) -> Any:
        sent.extend(there)
        return put(self, here, there, **how)

    monkeypatch.setattr(MemoryFileSystem, "put", watch)
    send(office.public)
    assert sent[-1] == "/bucket/site/index.html"
    in_releases = [n for n, path in enumerate(sent) if "/releases/" in path]
    assert in_releases == list(range(len(in_releases)))


def test_what_is_there_already_is_not_sent_again(office: Office) -> None:
    send(office.public)
    assert send(office.public) == Mirrored(sent=0, kept=7, removed=0)


def test_what_was_withdrawn_and_what_the_new_front_lacks_is_taken_away(office: Office) -> None:
    second = office.release("second", revises=office.folder / "first")
    gone = office.publish(second).name
    send(office.public)
    assert "changes/changes.json" in held()
    with PublicFolder.locked(office.public) as folder:
        folder.roll_back(withdraw=True)
    send(office.public)
    files = held()
    assert files["index.html"] == "<p>first</p>"
    assert not [path for path in files if path.startswith((f"releases/{gone}/", "changes/"))]


def test_files_of_others_are_left_alone(office: Office, store: MemoryFileSystem) -> None:
    store.pipe_file("/bucket/site/robots.txt", b"theirs")
    send(office.public)
    send(office.public)
    assert held()["robots.txt"] == "theirs"


@pytest.mark.parametrize("batches", [0, 1, 2, 3])
def test_a_mirroring_stopped_half_way_is_finished_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    gone = office.publish(office.release("second", revises=office.folder / "first")).name
    monkeypatch.setattr(publish_mirror, "BATCH", 3)
    put, times = MemoryFileSystem.put, [0]

    class KilledError(BaseException):
        pass

    def die(self: MemoryFileSystem, *arguments: Any, **how: Any) -> Any:
        if times[0] == batches:
            raise KilledError
        times[0] += 1
        return put(self, *arguments, **how)

    with monkeypatch.context() as killed:
        killed.setattr(MemoryFileSystem, "put", die)
        with pytest.raises(KilledError):
            send(office.public)
    assert "index.html" not in held(), "the front page is the last"
    with PublicFolder.locked(office.public) as folder:
        folder.roll_back(withdraw=True)
    send(office.public)
    assert held()["index.html"] == "<p>first</p>"
    assert not [path for path in held() if gone in path], "what the stopped one sent is known, and taken away"


@pytest.mark.parametrize("address", ["nowhere://bucket", "narnia://x"])
def test_an_address_that_cannot_be_used_is_named(office: Office, address: str) -> None:
    with pytest.raises(PersonError, match=address.partition(":")[0]):
        send(office.public, address)


# ---------------------------------------------------------------- a real server that speaks S3


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3-compatible server on this machine."""
    pytest.importorskip("s3fs")
    pytest.importorskip("moto.server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "synthetic"),
        ("AWS_SECRET_ACCESS_KEY", "synthetic"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}"),
    ):
        monkeypatch.setenv(name, value)
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("public")
        yield "s3://public/site"
    finally:
        server.terminate()
        server.wait()


def test_a_store_that_speaks_s3_holds_the_same(office: Office, s3: str) -> None:
    send(office.public, s3)
    assert held(s3, use_listings_cache=False)["index.html"] == "<p>first</p>"
    office.publish(office.release("second", revises=office.folder / "first"))
    send(office.public, s3)
    assert held(s3, use_listings_cache=False) == public_files(office)
    kind = fsspec.filesystem("s3").info(f"{s3}/index.html")["ContentType"]
    assert kind == "text/html"


def public_files(office: Office) -> dict[str, str]:
    """What a mirror must hold: the front, every release, and the record."""
    front, every = office.public / "current", office.public / "releases"
    files = {path.relative_to(front).as_posix(): path for path in front.rglob("*") if path.is_file()}
    files |= {path.relative_to(office.public).as_posix(): path for path in every.rglob("*") if path.is_file()}
    files["published.json"] = office.public / "published.json"
    return {name: path.read_text() for name, path in files.items() if name.count("releases") < 2}
