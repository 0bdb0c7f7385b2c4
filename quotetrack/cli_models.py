"""``quotetrack models``: which model sets there are, and getting an official one."""

from __future__ import annotations

import click

from quotetrack.cli_tables import JSON, print_json


@click.group()
def models() -> None:
    """Show the model sets on this machine, or download an official one.

    \b
    quotetrack models list
    quotetrack models download default
    """


@models.command("list")
@JSON
def models_list(as_json: bool) -> None:
    """Show the model sets that --model can name, and where they are.

    \b
    quotetrack models list
    quotetrack models list --json
    """
    from quotetrack.parsing.models import installed

    found = installed()
    if as_json:
        print_json([{"name": model.name, "directory": str(model.directory)} for model in found])
        return
    for model in found:
        click.echo(f"{model.name:<24}{model.directory}")


@models.command("download")
@click.argument("name", default="default")
@click.option("--model-url", default=None, help="Pattern of the model files' addresses, for a mirror.")
@click.option("--resources-url", default=None, help="Address of the folder with the resources file, for a mirror.")
def models_download(name: str, model_url: str | None, resources_url: str | None) -> None:
    """Download NAME, an official English Stanza package: the only command that goes on line.

    \b
    quotetrack models download default
    quotetrack scan corpus/ --model default
    """
    from quotetrack.parsing.models import download

    found = download(name, model_url, resources_url)
    click.echo(f"{found.name} is ready: quotetrack scan FOLDER --model {found.name}")
