"""The optional packages: what brings which, and the command that installs them."""

from __future__ import annotations

EXTRAS = {
    "pdf": ("pypdf",),
    "office": ("python-docx",),
    "feeds": ("feedparser",),
    "excel": ("openpyxl",),
    "parquet": ("pyarrow",),
    "dask": ("distributed",),
    "notebook": ("jupyterlab", "matplotlib", "jupytext"),
}


def install(extra: str) -> str:
    """The command that installs an extra. In double quotation marks, which every shell takes off."""
    return f'pip install "quotetrack[{extra}]"'
