"""A scheme folder is read whole, or every problem in it is told at once."""

import shutil
from pathlib import Path

import pytest

from upheld.errors import PersonError
from upheld.scheme import folder_hash, load, review_dates
from upheld.scheme.loader import BUNDLED
from upheld.scheme.names import find_authority


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "scheme"
    shutil.copytree(BUNDLED / "lgsco", copy)
    return copy


def problems(folder: Path) -> list[str]:
    load.cache_clear()
    with pytest.raises(PersonError) as caught:
        load(str(folder))
    return [str(p) for p in caught.value.problems] or [str(caught.value)]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_model_scheme_loads_and_knows_its_own_rules() -> None:
    scheme = load()
    assert [b.id for b in scheme.bands] == ["not_for_us", "assessed_and_closed", "investigated"]
    assert [m.id for m in scheme.measures if m.headline] == [
        "upheld-rate",
        "compliance-rate",
        "satisfactory-remedy-rate",
    ]
    assert sum(t.group for t in scheme.types) == 5
    assert scheme.measure_by_id["satisfactory-remedy-rate"].base == "upheld"


def test_every_old_outcome_code_belongs_to_a_band_of_today() -> None:
    scheme = load()
    bands = {o.code: (o.band, o.upheld) for o in scheme.outcomes if o.last_day}
    assert bands["MI"] == ("investigated", True)
    assert bands["LS"] == ("investigated", True)
    assert bands["NM"] == ("investigated", False)
    assert bands["premature"] == ("not_for_us", False)


def test_letters_of_2020_are_dated_22_july_and_public_on_29_july() -> None:
    dates = review_dates(load().calendar, 2020)
    assert (str(dates.letters_on), str(dates.public_on), dates.published_fact) == ("2020-07-22", "2020-07-29", True)


def test_a_year_without_recorded_days_gets_them_from_the_rule() -> None:
    dates = review_dates(load().calendar, 2022)
    assert not dates.published_fact
    assert (dates.public_on - dates.letters_on).days == 7


def test_a_wrong_name_is_told_with_where_it_stands(folder: Path) -> None:
    edit(folder, "scheme.toml", 'numerator = "upheld"', 'numerator = "uphelt"')
    edit(folder, "scheme.toml", 'band = "investigated"', 'band = "looked_at"')
    told = problems(folder)
    assert any("uphelt" in p and "is not a count" in p for p in told)
    assert any("looked_at" in p and "is not a band" in p for p in told)


def test_wrong_kinds_of_value_are_all_told_at_once(folder: Path) -> None:
    edit(folder, "scheme.toml", "per = 100\n", 'per = "many"\n')
    edit(folder, "scheme.toml", "headline = true", 'headline = "perhaps"')
    edit(folder, "authorities.csv", "metropolitan", "metropolis")
    told = problems(folder)
    assert len(told) >= 2
    assert any("per" in p for p in told)
    assert any("headline" in p for p in told)


def test_two_measures_with_one_id_are_refused(folder: Path) -> None:
    edit(folder, "scheme.toml", 'id = "compliance-rate"', 'id = "upheld-rate"')
    assert any("declared twice" in p for p in problems(folder))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "successions.csv").unlink()
    assert any("successions.csv" in p and "missing" in p for p in problems(folder))


def test_a_broken_toml_file_names_the_line(folder: Path) -> None:
    edit(folder, "scheme.toml", "[sender]", "[sender")
    assert any("line" in p for p in problems(folder))


def test_an_unknown_scheme_is_answered_with_those_there_are() -> None:
    with pytest.raises(PersonError, match="lgsco"):
        load("atlantis")


def test_the_hash_changes_with_any_file(folder: Path) -> None:
    before = folder_hash(folder)
    assert before == folder_hash(BUNDLED / "lgsco")
    edit(folder, "breaks.csv", "Intake", "The intake")
    assert folder_hash(folder) != before


def test_breaks_between_two_years_are_those_after_the_first_and_up_to_the_second() -> None:
    scheme = load()
    assert [b.first_year for b in scheme.breaks_between("upheld-rate", 2019, 2024)] == [2021, 2023]
    assert [b.first_year for b in scheme.breaks_between("compliance-rate", 2019, 2024)] == [2021]
    assert scheme.breaks_between("upheld-rate", 2023, 2024) == ()


@pytest.mark.parametrize("wanted", ["Knowsley", "knowsley metropolitan borough council", "E08000011", " KNOWSLEY "])
def test_an_authority_is_found_by_code_or_any_of_its_names(wanted: str) -> None:
    assert find_authority(load(), wanted).code == "E08000011"


def test_an_unknown_name_is_answered_with_the_nearest_ones() -> None:
    with pytest.raises(PersonError, match="Knowsley"):
        find_authority(load(), "Nowsly")


def test_an_ambiguous_name_is_answered_with_all_it_could_be() -> None:
    with pytest.raises(PersonError, match="could be"):
        find_authority(load(), "Dorset")


def test_the_model_scheme_publishes_decisions_after_six_weeks_and_lists_the_grounds_against() -> None:
    publication = load().publication
    assert publication is not None
    assert (publication.wait_weeks, publication.bands) == (6, ("assessed_and_closed", "investigated"))
    assert [ground.id for ground in publication.grounds] == [
        "premature",
        "review_under_way",
        "person_identifiable",
        "sole_trader",
        "employment_matter",
        "consent_failure",
        "other",
    ]


def test_a_scheme_that_says_nothing_of_publication_publishes_no_decisions(folder: Path) -> None:
    text = (folder / "scheme.toml").read_text(encoding="utf-8")
    kept, _, rest = text.partition("[publication]")
    after = rest[rest.index("# The licence of the tables.") :]
    (folder / "scheme.toml").write_text(kept + after, encoding="utf-8")
    load.cache_clear()
    assert load(str(folder)).publication is None


def test_what_is_wrong_with_the_rules_of_publication_is_told(folder: Path) -> None:
    edit(folder, "scheme.toml", "wait_weeks = 6", "wait_weeks = -1")
    edit(folder, "scheme.toml", 'bands = ["assessed_and_closed", "inv', 'bands = ["assessed", "inv')
    edit(folder, "scheme.toml", 'id = "sole_trader"', 'id = "premature"')
    told = problems(folder)
    assert len(told) == 3
    assert any("before they are made" in p for p in told)
    assert any("assessed" in p and "is not a band" in p for p in told)
    assert any("ground" in p and "premature" in p and "declared twice" in p for p in told)


@pytest.mark.parametrize("address", ["reviews.example.org/", "https://reviews.example.org", "ftp://example.org/"])
@pytest.mark.parametrize("what", ["address", "alerts"])
def test_the_address_of_the_site_and_of_its_desk_is_whole(folder: Path, what: str, address: str) -> None:
    edit(folder, "scheme.toml", "[website]\n", f'[website]\n{what} = "{address}"\n')
    (problem,) = problems(folder)
    assert f"website.{what}" in problem
    assert "must begin https:// and end in /" in problem
