"""``quotetrack doctor``: what is installed, and whether it works."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from quotetrack.cli_tables import JSON, LEDGER, MODEL, paint, print_json

if TYPE_CHECKING:
    from quotetrack.doctor import Check

_COLOURS = {"ok": "green", "missing": "yellow", "failed": "red"}


@click.command()
@LEDGER
@MODEL
@JSON
@click.pass_context
def doctor(ctx: click.Context, ledger: Path, model: str | None, as_json: bool) -> None:
    """Check what is installed and whether it works: versions, extras, models, the ledger.

    The models read one short article whose statements are known, and several copies of it for the speed. A line
    begins with ok, missing or failed and says what to do next; missing is what works without. The exit status is 1
    where something failed. Nothing is changed, and nothing goes on line.

    \b
    quotetrack doctor
    quotetrack doctor --ledger press.db --json
    """
    from quotetrack.doctor import checks

    wanted = ctx.get_parameter_source("ledger") is ParameterSource.COMMANDLINE
    found = checks(ledger, model, wanted)
    done = list(found) if as_json else list(_shown(found))
    failed = [check.name for check in done if check.status == "failed"]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in done]})
    else:
        counted = Counter(check.status for check in done)
        click.echo(", ".join(f"{counted[status]} {status}" for status in _COLOURS if counted[status]))
    if failed:
        sys.exit(1)


def _shown(checks: Iterable[Check]) -> Iterable[Check]:
    for check in checks:
        click.echo(f"{paint(f'{check.status:<8}', fg=_COLOURS[check.status])}{check.name:<16}{check.found}")
        if check.next:
            click.echo(f"{'':<24}→ {check.next}")
        yield check
