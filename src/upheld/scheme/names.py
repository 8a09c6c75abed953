"""Finding an authority by code, by name, or by the nearest name."""

from __future__ import annotations

from rapidfuzz import fuzz, utils

from upheld.errors import PersonError
from upheld.scheme.model import Authority, Scheme


def find_authority(scheme: Scheme, wanted: str) -> Authority:
    """Return the authority with this code, slug or any of its names, or the only one whose name contains `wanted`.

    Raises PersonError that offers the nearest names when there is none, or all of them when there are several.
    """
    key = utils.default_process(wanted)
    exact = [a for a in scheme.authorities if key in _keys(a)]
    if len(exact) == 1:
        return exact[0]
    found = exact or [a for a in scheme.authorities if key and key in utils.default_process(a.name)]
    in_being = [a for a in found if a.last_day is None]
    if len(found) == 1:
        return found[0]
    if found:
        shown = "; ".join(f"{a.name} ({a.code})" for a in (in_being + [a for a in found if a.last_day])[:8])
        raise PersonError(
            f"{wanted!r} could be {len(found)} authorities: {shown}.", mend="Give the code or the full name."
        )
    raise PersonError(
        f"No authority is called {wanted!r}.", mend=f"Did you mean {' or '.join(nearest_names(scheme, wanted))}?"
    )


def nearest_names(scheme: Scheme, wanted: str, limit: int = 3) -> list[str]:
    """Return the authority names most like `wanted`, best first, each with its code.

    Words that half of all names share (*Borough*, *Council*) say little, so each name is tried whole and by its short
    form, against what was typed with and without such words.
    """
    typed = utils.default_process(wanted)
    bare = " ".join(word for word in typed.split() if word not in _COMMON) or typed

    def likeness(authority: Authority) -> float:
        short = utils.default_process(authority.short_name)
        whole = utils.default_process(authority.name)
        return max(fuzz.ratio(bare, short), 0.9 * fuzz.partial_ratio(bare, short), 0.95 * fuzz.ratio(typed, whole))

    best = sorted(scheme.authorities, key=lambda a: (-likeness(a), a.name))[:limit]
    return [f"{authority.name} ({authority.code})" for authority in best]


_COMMON = frozenset(
    [
        "borough",
        "council",
        "city",
        "county",
        "district",
        "metropolitan",
        "london",
        "royal",
        "of",
        "the",
        "and",
        "authority",
        "mbc",
        "bc",
        "cc",
        "dc",
    ]
)


def _keys(authority: Authority) -> set[str]:
    names = (authority.code, authority.slug, authority.name, authority.short_name, *authority.alternative_names)
    gss = (authority.gss_code or "", *authority.former_gss_codes)
    return {utils.default_process(n) for n in (*names, *gss) if n}
