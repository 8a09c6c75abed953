"""Publishing: refused for every reason it should be, and readers see the old site until they see the new one."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import upheld
from tests.release.small_release import small_release
from upheld.errors import PersonError
from upheld.release.check.model import Checked, CheckReport, Finding
from upheld.release.publish import Published, Publisher, Wishes
from upheld.release.publish_folder import Log, PublicFolder
from upheld.release.sign import make_key, sign_release
from upheld.scheme import load

SCHEME = load("lgsco")
END = datetime(2024, 7, 24, 8, 30, tzinfo=UTC)
"""09:30 in summer time."""
FLIPS = 1500
"""How often the front is changed under a reader's eyes."""
SECOND = timedelta(seconds=1)


def report(wrong: int = 0) -> CheckReport:
    """What a check would say."""
    findings = (Finding("a", "b"),) * wrong
    return CheckReport("release", None, "2023-24", False, (Checked("id", "title", 1, "things", findings),))


@dataclass
class Office:
    """People with keys, a public folder, and a clock that shows what it is told to."""

    folder: Path
    time: datetime = END
    wishes: dict[str, Any] = field(default_factory=dict)
    check: Callable[[], CheckReport] = report

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def release(self, name: str, *, signed: bool = True, **about: Any) -> Path:
        release = small_release(self.folder / name, words=name, **about)
        if signed:
            for person, role in zip(("One", "Two"), SCHEME.signoff.roles, strict=True):
                key = self.folder / "keys" / f"{person}.private.pem"
                sign_release(release, SCHEME, name=person, role=role, key=key)
        return release

    def publish(self, release: Path, **wishes: Any) -> Published:
        asked = Wishes(keys=self.folder / "keys", **(self.wishes | wishes))
        return Publisher(release, self.public, SCHEME, asked, self.check, lambda: self.time).publish()

    def refused(self, release: Path, **wishes: Any) -> str:
        before = tree(self.public)
        with pytest.raises(PersonError) as told:
            self.publish(release, **wishes)
        assert tree(self.public) == before, "what is refused leaves no trace in public"
        assert not list(self.staging.iterdir() if self.staging.is_dir() else ())
        return str(told.value)

    @property
    def staging(self) -> Path:
        return self.folder / ".public.staging"

    def front(self, page: str = "index.html") -> str:
        """What a reader of the front page sees."""
        return (self.public / "current" / page).read_text()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    for person in ("One", "Two"):
        make_key(tmp_path / "keys", person, None)
    return Office(tmp_path)


def tree(folder: Path) -> list[str]:
    """Every path below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) if folder.is_dir() else []


# ---------------------------------------------------------------- refusals


def test_a_good_release_is_published_the_moment_the_embargo_ends(office: Office) -> None:
    release = office.release("first")
    office.time = END - SECOND
    assert "The embargo ends on 2024-07-24 09:30 BST." in office.refused(release)
    office.time = END
    assert office.publish(release).current
    assert office.front() == "<p>first</p>"


def test_a_scheme_or_a_manifest_that_says_a_later_day_is_obeyed(office: Office) -> None:
    early = office.release("early", public_on="2020-01-01")
    office.time = END - SECOND
    assert "embargo" in office.refused(early)
    late = office.release("late", public_on="2024-08-01")
    office.time = END
    assert "2024-08-01 09:30 BST" in office.refused(late)


def test_an_unsigned_release_is_refused(office: Office) -> None:
    assert "analyst, ombudsman" in office.refused(office.release("first", signed=False))


def test_a_release_signed_by_one_person_only_is_refused(office: Office) -> None:
    release = office.release("first", signed=False)
    for role in SCHEME.signoff.roles:
        sign_release(release, SCHEME, name="One", role=role, key=office.folder / "keys" / "One.private.pem")
    assert "lacks the signature" in office.refused(release)


def test_a_release_that_the_check_finds_wrong_is_refused(office: Office) -> None:
    office.check = lambda: report(wrong=2)
    assert "2 things wrong" in office.refused(office.release("first"))


def test_a_part_of_a_release_is_refused(office: Office) -> None:
    assert "only a part" in office.refused(office.release("first", partial=True))


def test_synthetic_figures_are_published_only_on_purpose(office: Office) -> None:
    release = office.release("first", synthetic=True)
    assert "synthetic" in office.refused(release)
    assert office.publish(release, synthetic_ok=True).current


def test_a_release_changed_after_signing_is_refused(office: Office) -> None:
    release = office.release("first")
    (release / "website" / "index.html").write_text("<p>other</p>")
    assert "not as it was built" in office.refused(release)


def test_a_release_changed_while_it_is_published_is_refused(office: Office) -> None:
    release = office.release("first")

    def meanwhile() -> CheckReport:
        (release / "website" / "a" / "index.html").write_text("<p>other</p>")
        return report()

    office.check = meanwhile
    assert "changed while it was copied" in office.refused(release)


def test_somebody_elses_folder_is_not_touched(office: Office) -> None:
    office.public.mkdir()
    (office.public / "diary.txt").write_text("private")
    assert "Nothing in it was touched" in office.refused(office.release("first"))


def test_a_staging_folder_within_the_public_one_is_refused(office: Office) -> None:
    office.public.mkdir()
    with pytest.raises(PersonError, match="lies in the public folder"):
        office.publish(office.release("first"), staging=office.public / "releases" / "staging")


# ---------------------------------------------------------------- waiting


def test_a_publication_can_wait_for_its_moment(office: Office) -> None:
    release, waited = office.release("first"), []
    office.time = END - timedelta(days=1)

    def wait(moment: datetime, clock: Callable[[], datetime]) -> None:
        assert tree(office.public) == []
        assert clock() < moment
        waited.append(moment)
        office.time = moment

    wishes = Wishes(keys=office.folder / "keys", at=END)
    publisher = Publisher(release, office.public, SCHEME, wishes, report, lambda: office.time, wait)
    assert publisher.publish().current
    assert waited == [END]


def test_a_moment_before_the_embargos_end_is_refused(office: Office) -> None:
    office.time = END - timedelta(days=1)
    assert "is before the end of the embargo" in office.refused(office.release("first"), at=END - SECOND)


def test_who_wakes_too_early_publishes_nothing(office: Office) -> None:
    release = office.release("first")
    office.time = END - SECOND
    wishes = Wishes(keys=office.folder / "keys", at=END)
    publisher = Publisher(release, office.public, SCHEME, wishes, report, lambda: office.time, lambda *_: None)
    with pytest.raises(PersonError, match="embargo ends"):
        publisher.publish()
    assert tree(office.public) == []


# ---------------------------------------------------------------- revisions and rollback


def test_a_revision_says_what_it_revises_and_the_first_release_keeps_its_address(office: Office) -> None:
    release = office.release("first")
    first = office.publish(release)
    assert "does not say what it changes of that" in office.refused(office.release("silent"))
    other = office.release("never-published", public_on="2024-07-23")
    assert "does not say what it changes of that" in office.refused(office.release("astray", revises=other))
    second = office.publish(office.release("second", revises=release))
    assert office.front() == "<p>second</p>"
    assert "Two cases were added." in office.front("changes/changes.json")
    log = json.loads((office.public / "published.json").read_text())
    assert log["published"][-1]["note"] == "Two cases were added."
    assert office.front(f"releases/{first.name}/index.html") == "<p>first</p>"
    assert office.front(f"releases/{second.name}/index.html") == "<p>second</p>"


def test_publishing_the_same_again_changes_nothing(office: Office) -> None:
    release = office.release("first")
    office.publish(release)
    before = tree(office.public)
    assert office.publish(release).unchanged
    assert tree(office.public) == before


def test_a_revision_of_an_earlier_year_does_not_push_the_later_one_aside(office: Office) -> None:
    old = office.release("old", year="2019-20", public_on="2020-07-29")
    office.publish(old)
    office.publish(office.release("new"))
    published = office.publish(office.release("old-revised", year="2019-20", public_on="2020-07-29", revises=old))
    assert not published.current
    assert office.front() == "<p>new</p>"
    assert office.front(f"releases/{published.name}/index.html") == "<p>old-revised</p>"


def test_one_command_takes_a_publication_back(office: Office) -> None:
    first = office.publish(office.release("first"))
    second = office.publish(office.release("second", revises=office.folder / "first"))
    upheld("rollback", office.public)
    assert office.front() == "<p>first</p>"
    assert office.front(f"releases/{second.name}/index.html") == "<p>second</p>"
    done = upheld("rollback", office.public, check=False)
    assert done.returncode == 2
    assert office.front(f"releases/{first.name}/index.html") == "<p>first</p>"


def test_what_is_withdrawn_loses_its_address_too(office: Office) -> None:
    office.publish(office.release("first"))
    release = office.release("second", revises=office.folder / "first")
    second = office.publish(release)
    upheld("rollback", office.public, "--withdraw")
    assert office.front() == "<p>first</p>"
    assert not (office.public / "releases" / second.name).exists()
    assert office.publish(release).current
    assert office.front() == "<p>second</p>"


# ---------------------------------------------------------------- what a reader can see meanwhile


@contextmanager
def watched(office: Office) -> Iterator[list[set[str]]]:
    """List the public folder, links followed, again and again; and read every page of the front at each look."""
    seen: list[set[str]] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            words = set()
            for folder, names, files in os.walk(office.public, followlinks=True):
                if folder.count("releases") > 1:
                    names.clear()
                for name in files:
                    if name.endswith(".html"):
                        try:
                            words.add((Path(folder) / name).read_text())
                        except FileNotFoundError:
                            words.add("a page that was listed and is gone")
            seen.append(words)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def test_nothing_of_an_unpublished_release_is_ever_reachable(office: Office) -> None:
    office.publish(office.release("old", year="2019-20", public_on="2020-07-29"))
    new, looks_before = office.release("new"), 0

    with watched(office) as seen:
        while not seen:
            pass
        for refusal in ({"at": END - SECOND}, {}):
            office.time = END - SECOND
            with pytest.raises(PersonError):
                office.publish(new, **refusal)
        office.time = END - timedelta(hours=1)

        def wait(moment: datetime, clock: Callable[[], datetime]) -> None:
            nonlocal looks_before
            started = len(seen)
            while len(seen) < started + 20:  # the copy is finished and lies ready: look at it for a while
                pass
            looks_before = len(seen)
            office.time = moment

        wishes = Wishes(keys=office.folder / "keys", at=END)
        Publisher(new, office.public, SCHEME, wishes, report, lambda: office.time, wait).publish()
        after = len(seen)
        while len(seen) < after + 3:
            pass

    assert looks_before >= 20
    assert all(words == {"<p>old</p>"} for words in seen[:looks_before])
    assert seen[-1] == {"<p>old</p>", "<p>new</p>"}
    assert not any("a page that was listed and is gone" in words for words in seen)


def test_a_reader_of_the_front_finds_one_site_at_every_moment(office: Office) -> None:
    """Each look opens the front once, as a web server resolves it for one request: every page is there, old or new."""
    releases = [office.release("r0")]
    office.publish(releases[0])
    releases += [office.release(f"r{n}", revises=office.folder / f"r{n - 1}") for n in range(1, 7)]
    gone: list[str] = []
    seen: set[str] = set()
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                root = os.open(office.public / "current", os.O_RDONLY)
            except FileNotFoundError:
                gone.append("the front itself")
                continue
            pages = set()
            for name in ("index.html", "a/index.html", "b/index.html"):
                page = os.open(name, os.O_RDONLY, dir_fd=root)
                pages.add(os.read(page, 100).decode())
                os.close(page)
            os.close(root)
            if len(pages) != 1:
                gone.append(f"a mixture: {sorted(pages)}")
            seen.update(pages)

    reader = threading.Thread(target=read)
    reader.start()
    for release in releases:
        office.publish(release)
    with PublicFolder.locked(office.public) as folder:
        for n in range(FLIPS):
            folder._show(folder.log.stack[n % len(folder.log.stack)])
        folder._show(folder.log.stack[-1])
    over.set()
    reader.join()
    assert gone == []
    assert f"<p>r{len(releases) - 1}</p>" in seen | {office.front()}


# ---------------------------------------------------------------- killed in the middle


STEPS = ("rename", "_write", "_show")


@pytest.mark.parametrize("step", STEPS)
def test_a_publication_killed_between_two_steps_is_finished_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    office.publish(office.release("first"))
    second = office.release("second", revises=office.folder / "first")

    class KilledError(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as killed:
        if step == "rename":
            killed.setattr(Path, "rename", die)
        else:
            killed.setattr(PublicFolder, step, die)
        with pytest.raises(KilledError):
            office.publish(second)
    assert office.front() == "<p>first</p>"
    assert office.publish(second).name.startswith("2023-24-")
    assert office.front() == "<p>second</p>"
    assert [p.name for p in office.public.iterdir() if p.name.startswith(".")] == []


def test_two_publications_at_once_are_kept_apart(office: Office) -> None:
    release = office.release("first")
    office.public.mkdir()
    with PublicFolder.locked(office.public), pytest.raises(PersonError, match="under way"):
        office.publish(release)


def test_what_was_done_is_on_record_and_names_nobody(office: Office) -> None:
    office.publish(office.release("first"))
    log = json.loads((office.public / "published.json").read_text())
    (entry,) = log["published"]
    assert (entry["year"], entry["at"]) == ("2023-24", "2024-07-24T08:30:00+00:00")
    assert "One" not in json.dumps(log)
    with PublicFolder.locked(office.public) as folder:
        assert isinstance(folder.log, Log)


def test_a_damaged_record_is_named(office: Office) -> None:
    office.publish(office.release("first"))
    (office.public / "published.json").write_text("{")
    with pytest.raises(PersonError, match="damaged"):
        office.publish(office.release("second", revises=office.folder / "first"))


# ---------------------------------------------------------------- the command


def test_the_command_refuses_what_is_not_ready(office: Office, tmp_path: Path) -> None:
    release = office.release("first", signed=False)
    done = upheld("publish", release, office.public, "--keys", tmp_path / "keys", check=False)
    assert done.returncode == 2
    assert "lacks the signature" in " ".join(done.stderr.split())
    assert not office.public.exists()


@pytest.mark.slow
def test_the_command_publishes_a_real_release(release_2020: Path, office: Office) -> None:
    release = office.folder / "release"
    shutil.copytree(release_2020, release, copy_function=os.link)
    for person, role in zip(("One", "Two"), SCHEME.signoff.roles, strict=True):
        sign_release(release, SCHEME, name=person, role=role, key=office.folder / "keys" / f"{person}.private.pem")
    upheld("publish", release, office.public, "--keys", office.folder / "keys", "--synthetic-ok")
    assert "Knowsley" in office.front("authorities/knowsley-metropolitan-borough-council/index.html")
    assert pages(office.public / "current") == pages(release / "website")


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
