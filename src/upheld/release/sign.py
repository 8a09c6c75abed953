"""Signatures over a release: who stands for it, in which role, over exactly this manifest.

A private key is a PEM file that only its owner may read; a public key lies in a folder that the office keeps, named
after its owner. A signature covers the manifest's hash, and so every byte of the release, with the name and the role.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import TypeAdapter

from upheld.errors import PersonError
from upheld.release.manifest import SIGNATURES, ReleaseManifest
from upheld.scheme.model import Scheme

PUBLIC = ".public.pem"
PRIVATE = ".private.pem"


@dataclass(frozen=True)
class Signature:
    """One signature. `key` is the public key as 64 hexadecimal digits."""

    name: str
    role: str
    manifest: str
    """Hash of the manifest signed."""
    key: str
    signature: str
    """In Base64."""

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: all of what is said but the signature itself."""
        said = {
            "name": self.name,
            "role": self.role,
            "manifest": self.manifest,
            "key": self.key,
            "for": "upheld release",
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def holds(self) -> bool:
        """Whether the signature is that of the key it names, over what it says."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(base64.b64decode(self.signature, validate=True), self.signed)
        except (InvalidSignature, ValueError, binascii.Error):
            return False
        return True


_SIGNATURES = TypeAdapter(tuple[Signature, ...])


@dataclass(frozen=True)
class Verified:
    """What became of one signature: `why_not` is None where it counts."""

    signature: Signature
    why_not: str | None


@dataclass(frozen=True)
class Standing:
    """Whether a release may be published as far as signatures go."""

    manifest: str
    signatures: tuple[Verified, ...]
    missing: tuple[str, ...]
    """Roles that nobody has signed in whom the others leave free: each role needs a person of its own."""

    @property
    def complete(self) -> bool:
        """Whether every role has signed, each by another person."""
        return not self.missing

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON knows it."""
        return {"complete": self.complete} | asdict(self)


def make_key(folder: Path, name: str, password: bytes | None) -> tuple[Path, Path]:
    """Make a pair of keys for the person `name` in `folder`; return the private and the public file.

    Raises PersonError if there is a key of that name: nobody's key is ever replaced.
    """
    private, public = (folder / f"{_file_name(name)}{ending}" for ending in (PRIVATE, PUBLIC))
    folder.mkdir(parents=True, exist_ok=True)
    for path in (private, public):
        if os.path.lexists(path):
            raise PersonError(f"{path} is there already.", mend="Name another folder or person; no key is replaced.")
    key = Ed25519PrivateKey.generate()
    how: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def sign_release(
    release: Path, scheme: Scheme, *, name: str, role: str, key: Path, password: bytes | None = None
) -> Signature:
    """Sign a release: add a signature to `signatures.json`, in place of an earlier one of the same person and role.

    Raises PersonError if the release was changed, the role is none of the scheme's, or the key cannot be used.
    """
    manifest = _whole(release)
    if role not in scheme.signoff.roles:
        roles = ", ".join(scheme.signoff.roles) or "none; add [signoff] to scheme.toml"
        raise PersonError(f"{role!r} is not a role that signs.", mend=f"The roles of this scheme: {roles}.")
    private = _private_key(key, password)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    unsigned = Signature(_file_name(name), role, manifest.hash, public, "")
    made = Signature(
        unsigned.name, role, manifest.hash, public, base64.b64encode(private.sign(unsigned.signed)).decode()
    )
    kept = [s for s in read_signatures(release) if (s.name, s.role) != (made.name, made.role)]
    kept = [s for s in kept if s.manifest == manifest.hash]
    _write(release, sorted([*kept, made], key=lambda s: (s.role, s.name)))
    return made


def verify_release(release: Path, scheme: Scheme, keys: Path) -> Standing:
    """Verify every signature of a release against the public keys in the folder `keys`, one file for each person.

    Raises PersonError if the release was changed, or the folder holds no public key.
    """
    manifest = _whole(release)
    trusted = _trusted(keys)
    verified = tuple(
        Verified(s, _why_not(s, manifest.hash, scheme.signoff.roles, trusted)) for s in read_signatures(release)
    )
    return Standing(manifest.hash, verified, _missing(scheme.signoff.roles, verified))


def read_signatures(release: Path) -> tuple[Signature, ...]:
    """Read the signatures of a release; none where nobody signed. PersonError if the file is damaged."""
    path = release / SIGNATURES
    if not path.is_file():
        return ()
    try:
        return _SIGNATURES.validate_python(json.loads(path.read_text(encoding="utf-8"))["signatures"])
    except (ValueError, KeyError, TypeError):
        raise PersonError(f"{path} is damaged.", mend="Take it away and sign again.") from None


def _whole(release: Path) -> ReleaseManifest:
    manifest = ReleaseManifest.read(release)
    if altered := manifest.altered(release):
        raise PersonError(
            f"{release} is not as it was built: {altered[0]}.", mend="Build it again; what was signed is no more."
        )
    return manifest


def _why_not(signature: Signature, manifest: str, roles: Sequence[str], trusted: dict[str, str]) -> str | None:
    if signature.manifest != manifest:
        return "it is over another release"
    if signature.role not in roles:
        return "its role is none of the scheme’s"
    if signature.name not in trusted:
        return "there is no public key of that name"
    if trusted[signature.name] != signature.key:
        return "it was made with another key than that person’s"
    return None if signature.holds() else "it is not a signature over what it says"


def _missing(roles: Sequence[str], verified: Sequence[Verified]) -> tuple[str, ...]:
    """Return the roles that cannot be given a person of their own, by the largest assignment there is."""
    good = [v.signature for v in verified if v.why_not is None]
    # Two names with one key are one person.
    signed = {role: sorted({s.key for s in good if s.role == role}) for role in roles}
    person_of: dict[str, str] = {}
    for role in roles:
        _assign(role, signed, person_of, set())
    filled = set(person_of.values())
    return tuple(role for role in roles if role not in filled) if roles else ("(the scheme names no roles)",)


def _assign(role: str, signed: dict[str, list[str]], person_of: dict[str, str], tried: set[str]) -> bool:
    """Give `role` a person, moving another role to another person where that helps. Source: Kuhn's method, 1955."""
    for person in signed[role]:
        if person in tried:
            continue
        tried.add(person)
        if person not in person_of or _assign(person_of[person], signed, person_of, tried):
            person_of[person] = role
            return True
    return False


def _trusted(keys: Path) -> dict[str, str]:
    """Return the public key of every person by name."""
    files = sorted(keys.glob(f"*{PUBLIC}")) if keys.is_dir() else []
    if not files:
        raise PersonError(
            f"{keys} holds no public keys.", mend=f"Put each signer's NAME{PUBLIC} there; upheld keygen makes one."
        )
    found: dict[str, str] = {}
    for path in files:
        try:
            key = load_pem_public_key(path.read_bytes())
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise PersonError(f"{path} is no Ed25519 public key.", mend="Take it away, or make one: upheld keygen.")
        found[path.name.removesuffix(PUBLIC)] = key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return found


def _private_key(path: Path, password: bytes | None) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password)
    except FileNotFoundError:
        raise PersonError(f"There is no key {path}.", mend="Make one: upheld keygen --as NAME --out FOLDER.") from None
    except TypeError:
        raise PersonError(
            f"{path} is locked with a password, or is not and one was given.",
            mend="Type the password it was made with.",
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise PersonError(f"{path} cannot be opened as a private key.", mend="Check the file and password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PersonError(f"{path} is no Ed25519 key.", mend="Make one: upheld keygen --as NAME --out FOLDER.")
    return key


def _file_name(name: str) -> str:
    """Return a person's name as the name of a file; PersonError where it cannot be one."""
    told = " ".join(name.split())
    if not told or told.startswith(".") or any(c in told for c in "/\\\0:"):
        raise PersonError(f"{name!r} cannot be the name of a key.", mend="Write a name without / \\ and :.")
    return told


def _write(release: Path, signatures: Sequence[Signature]) -> None:
    path = release / SIGNATURES
    # Beside the release, not in it: what a killed run leaves must not look like a change to the release.
    part = release.with_name(f".{release.name}.{SIGNATURES}.part")
    text = json.dumps({"signatures": [asdict(s) for s in signatures]}, indent=1, ensure_ascii=False)
    try:
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
