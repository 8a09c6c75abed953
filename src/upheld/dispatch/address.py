"""Mail addresses: which can be used, which are nobody's, and how one is shown where it must not be read."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address

NOBODYS = ("example", "test", "invalid")
"""Top-level domains that no mail ever leaves the house for. Source: RFC 2606."""
_LIKE_AN_ADDRESS = re.compile(r"[^\s<>@\"',;:()]+@[^\s<>@\"',;:()]+")


def mask(address: str) -> str:
    """Return an address as it may be shown: `c…@council.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def mask_all(text: str) -> str:
    """Return `text` with every address in it masked: what a server answers often repeats the address."""
    return _LIKE_AN_ADDRESS.sub(lambda found: mask(found[0]), text)


def why_unusable(address: str) -> str | None:
    """Return why a mail cannot be addressed so, in words; None if it can."""
    if not address.isascii():
        return "holds letters that not every mail server takes"
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, ValueError, IndexError):
        return "is no mail address"
    whole = parsed.addr_spec == address and parsed.username and "." in parsed.domain and not re.search(r"\s", address)
    return None if whole else "is no mail address"


def is_nobodys(address: str) -> bool:
    """Whether an address is one that is kept free for examples and tests."""
    return domain_of(address).rpartition(".")[2] in NOBODYS


def domain_of(address: str) -> str:
    """Return what stands after the `@`, in lower case."""
    return address.rpartition("@")[2].lower().rstrip(".")
