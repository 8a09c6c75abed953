"""Measures what was promised and prints it beside the promise. Machines differ and are shared: read ratios first."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import bench_comparison, bench_figures, bench_sending, bench_signals
from benchmarks.runs import upheld
from benchmarks.yardstick import PROMISED, YARDSTICK, Yardstick, pace
from upheld.figures.kept import collector_kept_from_the_figures
from upheld.figures.model import Figures
from upheld.letters.compose import compose
from upheld.letters.press import Press
from upheld.release.build import make_site
from upheld.release.casework import read_casework
from upheld.release.context import Contexts, read_contexts
from upheld.release.figures import make_figures
from upheld.release.further import FURTHER, further_form
from upheld.release.letters import letter_codes
from upheld.release.manifest import ReleaseManifest
from upheld.release.order import Order
from upheld.release.presses import FORMS, form_of
from upheld.release.search import index_site
from upheld.scheme import load
from upheld.website import Site, write_site

YEAR = "2023-24"
WITHOUT_DECISIONS = "figures,letters,review,tables,website"


@dataclass(frozen=True)
class Row:
    """One thing measured."""

    what: str
    measured: str
    promised: str


def main() -> None:
    """Measure everything and print one table."""
    table = Table(title="Upheld, measured", box=None)
    for heading in ("what", "measured", "promised"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as folder:
        where = Path(folder)
        for row in (*commands(where), *rooms(where)):
            table.add_row(row.what, row.measured, row.promised)
    others = (bench_figures, bench_comparison, bench_signals, bench_sending)
    for what, measured, promised in (row for bench in others for row in bench.rows()):
        table.add_row(what, measured, promised)
    Console().print(table)


def commands(where: Path) -> Iterator[Row]:
    """Measure the commands as a person runs them, start-up included."""
    extract, snapshot, release, again = (where / name for name in ("extract", "snapshot", "release", "again"))
    run = upheld("sample", "--out", extract)
    yield Row("upheld sample, 7 years", f"{run.seconds:.1f} s, {run.memory / 1e6:.0f} MB", "")
    run = upheld("freeze", extract, "--out", snapshot)
    yield Row("upheld freeze", f"{run.seconds:.1f} s, {run.memory / 1e6:.0f} MB", "")
    build = ("build", snapshot, "--year", YEAR, "--only", WITHOUT_DECISIONS, "--out")
    run = upheld(*build, release)
    files = ReleaseManifest.read(release).files
    yield Row(
        f"upheld build without single decisions, from nothing, {len(files):,} files",
        f"{run.seconds:.1f} s, {run.memory / 1e6:.0f} MB; at its pace {run.seconds * YARDSTICK / pace():.1f} s",
        "under 20 s, under 1,000 MB",
    )
    run = upheld(*build, release)
    yield Row("upheld build, nothing changed", f"{run.seconds:.1f} s", "under 3 s")
    upheld(*build, again)
    same = ReleaseManifest.read(release).hash == ReleaseManifest.read(again).hash
    yield Row("two builds from nothing", "byte-identical" if same else "DIFFERENT", "byte-identical")
    shutil.rmtree(again)
    run = upheld("build", snapshot, "--year", YEAR, "--out", again)
    files = ReleaseManifest.read(again).files
    yield Row(
        f"upheld build with the decisions and their search index, {len(files):,} files",
        f"{run.seconds:.1f} s, {run.memory / 1e6:.0f} MB; at its pace {run.seconds * YARDSTICK / pace():.1f} s",
        "",
    )
    run = upheld("build", snapshot, "--year", YEAR, "--out", again)
    yield Row("the same, nothing changed", f"{run.seconds:.1f} s", "")
    shutil.rmtree(again)
    run = upheld("letter", snapshot, "Knowsley", "--year", "2019-20", "--out", where / "k.pdf")
    yield Row("upheld letter, one PDF", f"{run.seconds:.1f} s", "")


def rooms(where: Path) -> Iterator[Row]:
    """Measure letters and pages in one process, without start-up."""
    order = Order.read(load(), where / "snapshot", YEAR)
    figures = make_figures(order)
    contexts = read_contexts(order)
    codes = letter_codes(figures)
    with collector_kept_from_the_figures():
        yield _letter(figures, contexts, codes)
        yield _six_forms(figures, contexts, codes)
    slugs = {code: figures.authorities[code].authority.slug for code in codes}
    pages, spent = _written(where / "site", make_site(order, figures, slugs, ()))
    yield Row(f"website, {pages:,} pages, one process", _pace_of(pages, spent), _promised(700, 1))
    casework = read_casework(order)
    more, with_cases = _written(where / "cases", make_site(order, figures, slugs, (), casework=casework))
    told = f"{more - pages:,} pages of single cases, one process"
    yield Row(told, _pace_of(more - pages, with_cases - spent), _promised(1500, 2))
    started = time.perf_counter()
    index_site(where / "cases")
    seconds = time.perf_counter() - started
    yield Row(
        f"search index of {len(casework.decisions):,} decisions",
        f"{seconds:.1f} s; at its pace {seconds * YARDSTICK / pace():.1f} s",
        "under 25 s",
    )


def _written(folder: Path, site: Site) -> tuple[int, float]:
    """Write a site; return how many pages it has, and the processor seconds it took."""
    started = time.process_time()
    written = write_site(folder, site)
    return sum(path.suffix == ".html" for path in written), time.process_time() - started


def _pace_of(pages: int, seconds: float) -> str:
    page = seconds / pages
    return f"{1 / page:,.0f} pages a second, a page {page * 1e3 / pace():.3f} of the yardstick"


def _promised(pages: int, processes: int) -> str:
    of_each = 1e3 * processes / pages / YARDSTICK
    return f"{pages:,} a second{' in two' if processes == 2 else ''}, {of_each:.3f}"


def _six_forms(figures: Figures, contexts: Contexts, codes: Sequence[str]) -> Row:
    """Make every eighth letter in all of its forms; `composed` once for all of them."""
    press, spent = Press(), 0.0
    asked = codes[::8]
    for code in asked:
        started = time.process_time()
        letter = compose(figures, code, contexts.of(code))
        for form in FORMS:
            form_of(letter, form, press, "letter.css")
        for form in FURTHER:
            further_form(letter, form)
        spent += time.process_time() - started
    ratio = spent / len(asked) * 1e3 / pace()
    return Row(
        "a letter in all six forms",
        f"{ratio:.2f} times the yardstick; 400 in two processes, at its pace, {ratio * YARDSTICK * 0.2:.1f} s",
        "400 under 12 s",
    )


def _letter(figures: Figures, contexts: Contexts, codes: Sequence[str]) -> Row:
    """Set every letter, and the yardstick between them, so that both meet the same machine."""
    press, yardstick = Press(), Yardstick()
    press.pdf(compose(figures, codes[0], contexts.of(codes[0])))
    yardstick.pdf(0)
    ours = theirs = size = 0
    for number, code in enumerate(codes, 1):
        started = time.process_time_ns()
        size += len(press.pdf(compose(figures, code, contexts.of(code))))
        between = time.process_time_ns()
        yardstick.pdf(number)
        ours, theirs = ours + between - started, theirs + time.process_time_ns() - between
    return Row(
        f"a letter, composed and set ({size / len(codes) / 1e3:.0f} kB)",
        f"{ours / len(codes) / 1e6:.1f} ms, {ours / theirs:.2f} times the yardstick",
        f"25 ms, {PROMISED / YARDSTICK:.2f} times",
    )


if __name__ == "__main__":
    main()
