"""``quotetrack report``: the ledger as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quotetrack.cli_tables import LEDGER, QUIET, check_writable, filters, opened
from quotetrack.errors import InputError


@click.command()
@LEDGER
@click.option("--out", type=click.Path(path_type=Path), help="The HTML file.  [default: the ledger's name with .html]")
@click.option("--title", default="", help="What stands at the head of the report.")
@click.option(
    "--articles", default=2000, show_default=True, type=click.IntRange(0), metavar="N",
    help="At most so many articles, those published last; 0 for all.",
)  # fmt: skip
@filters
@QUIET
def report(ledger: Path, out: Path | None, title: str, articles: int, quiet: bool, **chosen: Any) -> None:
    """Write a report that a browser shows: who is quoted most, every article marked up, every speaker's claims.

    It is one HTML file that loads nothing from anywhere: send it, or keep it with the articles.

    \b
    quotetrack report
    quotetrack report --out renholt.html --speaker "Tobias Renholt" --since 2026-07
    """
    from quotetrack.views.report import write_report

    with opened(ledger) as book:
        out = out or ledger.with_suffix(".html")
        check_writable(out, ledger)
        try:
            made = write_report(book, out, title=title, articles=articles, **chosen)
        except ValueError as error:
            raise InputError(str(error)) from error
    if quiet:
        return
    click.echo(f"report: {out} ({made.articles} articles, {made.statements} statements)")
    if made.left_out:
        click.echo(
            f"the {made.articles} articles that were published last; {made.left_out} are left out: choose some with "
            "--since, --until, --speaker or --search, or take all with --articles 0"
        )
