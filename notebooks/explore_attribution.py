# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Who claimed what, and when
#
# This notebook reads the sample articles in `corpus/`, finds who said what in them, and looks at the result as tables, marked text and charts. The articles are invented: they tell of a tidal barrier, its price, a ferry strike and a hospital ward in the made-up country of Kestrin.
#
# Nothing is downloaded, and nothing leaves your machine. You need `pip install "quotetrack[notebook]"`. To use articles of your own, change the path in the next cell.

# %% [markdown]
# ## Read the articles
#
# `scan` reads a folder into a *ledger*, one SQLite file that keeps every statement. Here the ledger lies in a temporary folder beside the notebook, so that each run starts anew. With a lasting path, such as `quotetrack.db`, a second scan reads only new and changed articles. Articles in a DataFrame of your own go into `scan` too.

# %%
import tempfile
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import quotetrack as qt

warnings.filterwarnings("ignore", message="IProgress not found")  # progress bars are not needed here


def show(table):
    # text on the left, dates in one piece
    dates = table.select_dtypes("datetime").columns
    style = table.style.format(na_rep="", precision=2, escape="html")
    style = style.format("{:%Y-%m-%d}", subset=dates, na_rep="").set_properties(subset=dates, **{"white-space": "nowrap"})
    return style.set_table_styles([{"selector": "th, td", "props": "text-align: left; vertical-align: top"}]).hide()


folder = tempfile.TemporaryDirectory(dir=".")
ledger = qt.scan("../corpus", ledger=Path(folder.name) / "quotetrack.db")
rows = ledger.statements()
documents = ledger.documents(text=True)
ledger

# %% [markdown]
# ## Look at the rows
#
# Each row is one *statement*: somebody said, wrote or thought something. The table has more columns than fit on a page; these are the ones to begin with.
#
# - `speaker` is the name that holds for the whole corpus, `source` the words that name the speaker in this place ("he", "the minister").
# - `cue` is what makes it a report: "said", "denied", "according to".
# - `confidence` is the probability that the words and the speaker are right. `check_and_correct.ipynb` holds it against the truth.

# %%
columns = ["said_on", "speaker", "source", "cue", "claim", "quotation_type", "resolution", "confidence"]
show(rows[columns].sort_values("confidence", ascending=False).head(8))

# %% [markdown]
# ## Count them
#
# How much is quoted word for word, and how much retold? A *direct* quotation stands wholly in quotation marks, a *mixed* one in part, an *indirect* one not at all.

# %%
outlets = rows["publisher"].replace("", "(not known)")
by_outlet = pd.crosstab(outlets, rows["quotation_type"], margins=True, margins_name="all")
by_outlet.rename_axis(index="outlet", columns="quotation type")

# %% [markdown]
# ## See statements where they stand
#
# A row is quickly checked in its article. `highlight` takes the text of one document and the rows of that document. Point at a passage to see its speaker.

# %%
name = next(name for name in documents["name"] if name.endswith("2026-07-08-kpa-renholt-denies-memo.txt"))
text = documents.set_index("name").loc[name, "text"]
qt.highlight(text, rows[rows["document"] == name])

# %% [markdown]
# ## Who said most
#
# Rows whose speaker could not be found have an empty `speaker`; they are not counted here. `speaker_type` keeps people and organizations apart from documents and groups.

# %%
named = rows[rows["speaker_type"].isin(["person", "organization"]) & (rows["speaker"] != "")]
most = named["speaker"].value_counts().head(10)

figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
bars = axes.barh(most.index, most, color="#0072B2")
axes.bar_label(bars, padding=3)
axes.invert_yaxis()
axes.spines[["top", "right"]].set_visible(False)
axes.set(title="The ten who said most", xlabel="statements");

# %% [markdown]
# When did they speak? `timeline` gives each of them a row; the number on a bar is the number of statements in that week.

# %%
qt.timeline(named, freq="W", top=6);

# %% [markdown]
# ## Follow one claim
#
# Infrastructure Minister Tobias Renholt has a price for the barrier. We take his statements that speak of money and put them in the order of time. The dates are the days of publication; `date_basis` says where a date comes from.

# %%
renholt = rows[rows["speaker"].str.contains("Tobias Renholt", regex=False)]
cost = renholt[renholt["claim"].str.contains(r"crown|cost|price|budget", case=False)].sort_values("said_on")
axes = qt.timeline(cost, speaker="Tobias Renholt", freq="W")
axes.set_title("Tobias Renholt on the cost of the barrier: statements per week", loc="left");

# %%
show(cost[["said_on", "claim", "quotation_type", "publisher", "date_basis"]])

# %% [markdown]
# The ledger counts repeats by itself: rows of one `claim_id` say the same, in whatever words, `occurrences` tells how often, `first_said` and `last_said` since when. `claims_over_time.ipynb` goes on from here.

# %%
repeated = rows[(rows["occurrences"] > 1) & (rows["speaker"] != "")].drop_duplicates("claim_id")
repeated = repeated.sort_values(["occurrences", "first_said"], ascending=[False, True])
show(repeated[["speaker", "claim", "occurrences", "first_said", "last_said"]].head(8))

# %% [markdown]
# ## Read a single text
#
# `read_text` needs no ledger. What it returns are `Statement`s, which show themselves, and which `highlight` takes as well as rows.

# %%
text = (
    "“The gates will be ready in time,” HEBA director Anselm Dray said on Monday. "
    "He denied that the contractor had asked for more money."
)
statements = qt.read_text(text, published="2026-08-19")
qt.highlight(text, statements)

# %%
statements[1]

# %% [markdown]
# ## Where to go next
#
# - **Check and correct.** `ledger.to_csv("quotes.csv")` writes all rows for Excel or LibreOffice. Filter on a speaker, and read each claim in its `context`. `check_and_correct.ipynb` goes on from here.
# - **Set a limit.** `rows[rows["confidence"] > 0.8]` keeps the rows that the program is surer of. Say in your work which limit you used.
# - **Keep what you found.** Scan into a lasting file instead of a temporary one: `qt.scan("articles/", ledger="quotetrack.db")`.
# - **Ask the ledger directly.** It is plain SQLite: open it with `sqlite3` or Datasette.

# %%
ledger.close()
folder.cleanup()
