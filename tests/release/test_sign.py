"""Who stands for a release: two people, in two roles, for exactly these bytes. Everybody else does not count."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import upheld
from tests.release.small_release import small_release
from upheld.errors import PersonError
from upheld.release.manifest import SIGNATURES, ReleaseManifest
from upheld.release.sign import make_key, read_signatures, sign_release, verify_release
from upheld.scheme import load

SCHEME = load("lgsco")
ANALYST, OMBUDSMAN = SCHEME.signoff.roles


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return small_release(tmp_path / "release")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of public keys of synthetic people One, Two and Three; their private keys lie in `home`."""
    keys = tmp_path / "keys"
    keys.mkdir()
    for name in ("One", "Two", "Three"):
        _, public = make_key(tmp_path / "home", name, None)
        shutil.copy(public, keys)
    return keys


def sign(release: Path, name: str, role: str, *, key_of: str | None = None) -> None:
    key = release.parent / "home" / f"{key_of or name}.private.pem"
    sign_release(release, SCHEME, name=name, role=role, key=key)


def rewrite(release: Path, number: int, **changes: str) -> None:
    """Change one signature in the file by hand."""
    path = release / SIGNATURES
    value: dict[str, Any] = json.loads(path.read_text())
    value["signatures"][number] |= changes
    path.write_text(json.dumps(value))


def missing(release: Path, office: Path) -> tuple[str, ...]:
    return verify_release(release, SCHEME, office).missing


def why_not(release: Path, office: Path) -> list[str | None]:
    return [v.why_not for v in verify_release(release, SCHEME, office).signatures]


def test_two_people_in_two_roles_are_enough(release: Path, office: Path) -> None:
    assert missing(release, office) == (ANALYST, OMBUDSMAN)
    sign(release, "One", ANALYST)
    assert missing(release, office) == (OMBUDSMAN,)
    sign(release, "Two", OMBUDSMAN)
    assert missing(release, office) == ()


def test_one_person_in_both_roles_is_not(release: Path, office: Path) -> None:
    sign(release, "One", ANALYST)
    sign(release, "One", OMBUDSMAN)
    assert len(missing(release, office)) == 1


def test_one_person_under_two_names_is_not(release: Path, office: Path) -> None:
    shutil.copy(office / "One.public.pem", office / "Two.public.pem")
    sign(release, "One", ANALYST)
    sign(release, "Two", OMBUDSMAN, key_of="One")
    assert why_not(release, office) == [None, None]
    assert len(missing(release, office)) == 1


def test_a_person_who_signed_in_both_roles_fills_the_one_nobody_else_can(release: Path, office: Path) -> None:
    sign(release, "One", ANALYST)
    sign(release, "One", OMBUDSMAN)
    sign(release, "Two", ANALYST)
    assert missing(release, office) == ()


def test_a_signature_does_not_change_what_is_signed(release: Path, office: Path) -> None:
    before = ReleaseManifest.read(release).hash
    sign(release, "One", ANALYST)
    sign(release, "Two", OMBUDSMAN)
    assert ReleaseManifest.read(release).hash == before
    assert ReleaseManifest.read(release).altered(release) == []
    assert [p.name for p in release.parent.iterdir() if "part" in p.name] == []


def test_signing_again_replaces_ones_own_signature(release: Path, office: Path) -> None:
    sign(release, "One", ANALYST)
    sign(release, "One", ANALYST)
    assert len(read_signatures(release)) == 1


def test_a_stranger_does_not_count(release: Path, office: Path) -> None:
    make_key(release.parent / "home", "Stranger", None)
    sign(release, "Stranger", ANALYST)
    assert why_not(release, office) == ["there is no public key of that name"]


def test_who_signs_with_another_key_in_somebodys_name_does_not_count(release: Path, office: Path) -> None:
    sign(release, "One", ANALYST, key_of="Two")
    assert why_not(release, office) == ["it was made with another key than that person’s"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"role": OMBUDSMAN}, "it is not a signature over what it says"),
        ({"name": "Two"}, "it was made with another key than that person’s"),
        ({"signature": "AAAA"}, "it is not a signature over what it says"),
        ({"signature": "no Base64 at all!"}, "it is not a signature over what it says"),
        ({"manifest": "0" * 64}, "it is over another release"),
        ({"role": "janitor"}, "its role is none of the scheme’s"),
    ],
)
def test_a_signature_changed_by_hand_does_not_count(
    release: Path, office: Path, changes: dict[str, str], why: str
) -> None:
    sign(release, "One", ANALYST)
    rewrite(release, 0, **changes)
    assert why_not(release, office) == [why]


def test_a_signature_of_another_release_does_not_count(release: Path, office: Path, tmp_path: Path) -> None:
    other = small_release(tmp_path / "other", words="second")
    sign(release, "One", ANALYST)
    shutil.copy(release / SIGNATURES, other / SIGNATURES)
    assert why_not(other, office) == ["it is over another release"]
    assert missing(other, office) == (ANALYST, OMBUDSMAN)


def test_a_release_changed_after_the_build_is_neither_signed_nor_verified(release: Path, office: Path) -> None:
    sign(release, "One", ANALYST)
    (release / "website" / "index.html").write_text("<p>another</p>")
    with pytest.raises(PersonError, match="not as it was built"):
        sign(release, "Two", OMBUDSMAN)
    with pytest.raises(PersonError, match="not as it was built"):
        verify_release(release, SCHEME, office)


def test_a_role_that_the_scheme_does_not_name_is_refused(release: Path, office: Path) -> None:
    with pytest.raises(PersonError, match="analyst, ombudsman"):
        sign(release, "One", "janitor")


def test_a_key_is_never_replaced_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path, "One", None)
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(PersonError, match="no key is replaced"):
        make_key(tmp_path, "One", None)


@pytest.mark.parametrize("name", ["", "../One", ".One", "a/b"])
def test_a_name_that_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PersonError, match="cannot be the name of a key"):
        make_key(tmp_path / "keys", name, None)


def test_a_locked_key_opens_only_with_its_password(release: Path, tmp_path: Path) -> None:
    private, _ = make_key(tmp_path / "locked", "One", b"a long sentence")
    for password in (None, b"another"):
        with pytest.raises(PersonError):
            sign_release(release, SCHEME, name="One", role=ANALYST, key=private, password=password)
    made = sign_release(release, SCHEME, name="One", role=ANALYST, key=private, password=b"a long sentence")
    assert made.holds()


def test_a_folder_without_keys_trusts_nobody(release: Path, tmp_path: Path) -> None:
    with pytest.raises(PersonError, match="holds no public keys"):
        verify_release(release, SCHEME, tmp_path)


def test_a_damaged_file_of_signatures_is_named(release: Path, office: Path) -> None:
    (release / SIGNATURES).write_text('{"signatures": [{"name": 1}]}')
    with pytest.raises(PersonError, match="damaged"):
        verify_release(release, SCHEME, office)


def test_the_commands_make_keys_sign_and_verify(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPHELD_KEY_PASSWORD", "a long sentence")
    for name, role in (("One", ANALYST), ("Two", OMBUDSMAN)):
        upheld("keygen", "--as", name, "--out", tmp_path / "keys")
        key = tmp_path / "keys" / f"{name}.private.pem"
        assert b"ENCRYPTED" in key.read_bytes()
        assert upheld("verify", release, "--keys", tmp_path / "keys", check=False).returncode == 1
        upheld("sign", release, "--as", name, "--role", role, "--key", key)
    told = json.loads(upheld("verify", release, "--keys", tmp_path / "keys", "--json").stdout)
    assert told["complete"]
    assert "Signed in every role" in upheld("verify", release, "--keys", tmp_path / "keys").stdout
