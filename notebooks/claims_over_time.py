# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Claims over time
#
# Who says what again and again? Who denies it? And who says something else today than in June? This notebook follows claims through the sample articles in `corpus/`: the price of a tidal barrier, a hospital ward, a wage offer. The people and places are invented.
#
# Nothing is downloaded, and nothing leaves your machine. You need `pip install "quotetrack[notebook]"`. To use articles of your own, change the path in the next cell. `explore_attribution.ipynb` is the place to begin if you have not seen the table of statements yet.

# %% [markdown]
# ## Read the articles
#
# As in the other notebook, the ledger lies in a temporary folder, so that each run starts anew. `show` prints a table: dates as exact as they are known ("2026-07" where only the month is), long text cut.

# %%
import tempfile
import warnings
from pathlib import Path
from textwrap import fill, shorten

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

import quotetrack as qt
from quotetrack.ledger import dated, read_csv, to_csv

warnings.filterwarnings("ignore", message="IProgress not found")  # progress bars are not needed here


def show(table, columns):
    text = dated(table)[columns]
    if "document" in text:
        text["document"] = text["document"].map(lambda name: Path(name).name)
    text = text.map(lambda value: shorten(value, 160, placeholder=" …") if isinstance(value, str) else value)
    dates = [name for name in columns if pd.api.types.is_datetime64_dtype(table[name])]
    long = [name for name in columns if text[name].astype(str).str.len().max() > 50]
    style = text.style.format(precision=1, escape="html").format_index(lambda name: name.replace("opposed_", "opposed_<wbr>"), axis=1)
    style = style.set_properties(subset=dates, **{"white-space": "nowrap"}).set_properties(subset=long, **{"min-width": "14em"})
    return style.set_table_styles([{"selector": "th, td", "props": "text-align: left; vertical-align: top"}]).hide()


folder = tempfile.TemporaryDirectory()
ledger = qt.scan("../corpus", ledger=Path(folder.name) / "quotetrack.db")
rows = ledger.statements().sort_values(["said_on", "document", "start"])
claims = ledger.claims()
print(f"{len(rows)} statements, {len(claims)} claims")

# %% [markdown]
# ## What was said again
#
# A *statement* is one place in one article. A *claim* is what a speaker says in one or more statements: those of one speaker that mean the same get the same `claim_id`, also where the words differ. `ledger.claims()` has a row per claim.
#
# - `occurrences` counts the statements, `documents` the articles they stand in. A headline and the sentence below it are two statements of one article.
# - `first_said` and `last_said` are days of the statements, not always of the articles.
# - `claim` is the wording that came first.
# - `polarity` is `denied` where the speaker says that it is *not* so.

# %%
repeated = claims[(claims["occurrences"] > 1) & (claims["speaker"] != "")]
show(repeated, ["occurrences", "documents", "first_said", "last_said", "speaker", "polarity", "claim"])

# %% [markdown]
# Infrastructure Minister Tobias Renholt is at the top: the barrier costs 1.2 billion crowns. `claim_id` leads to all places where he says so.

# %%
price = claims[(claims["speaker"] == "Tobias Renholt") & claims["claim"].str.contains("1.2 billion", regex=False)].iloc[0]
said = rows[rows["claim_id"] == price["claim_id"]]
show(said, ["said_on", "document", "cue", "claim"])

# %% [markdown]
# Statements count as the same claim only where that is quite sure. So look also for what was left out: here, everything else of his that has the number in it. What you find belongs to the claim for you, though not for the program; write the `claim_id` from above into these rows of the exported table, and `quotetrack review` takes it over.

# %%
others = rows[(rows["speaker"] == "Tobias Renholt") & (rows["claim_id"] != price["claim_id"])]
show(others[others["claim"].str.contains("1.2 billion", regex=False)], ["said_on", "document", "cue", "claim"])

# %% [markdown]
# ## Who else says it
#
# A claim belongs to one speaker. What is claimed, whoever says it, has a `proposition_id`. Does anybody but the minister say that the barrier costs 1.2 billion?

# %%
show(claims[claims["proposition_id"] == price["proposition_id"]], ["speaker", "occurrences", "claim"])

# %% [markdown]
# No other name is matched with it. These are the propositions of more than one speaker; filter `rows` on one of them to see where each of them says it. Short sentences can look the same and be about different things, so read them before you count.

# %%
proposition = claims[claims["speaker"] != ""].groupby("proposition_id")
shared = proposition.filter(lambda same: same["speaker"].nunique() > 1)
begun = shared.groupby("proposition_id")["first_said"].transform("min")
shared = shared.assign(begun=begun).sort_values(["begun", "proposition_id", "first_said"])
show(shared, ["proposition_id", "first_said", "speaker", "polarity", "claim"])

# %% [markdown]
# The nitrate in the river, for one: first the study says it, then Sunniva Oake, who led it, then a panel of experts.

# %%
nitrate = shared[shared["claim"].str.contains("nitrate", regex=False)].iloc[0]
show(rows[rows["proposition_id"] == nitrate["proposition_id"]], ["said_on", "speaker", "cue", "claim", "document"])

# %% [markdown]
# ## When it was denied
#
# `ledger.opposed()` has a row per pair of claims of which one says yes and the other no. The first columns are the claim that came first, those with `opposed_` the answer. `changed` marks pairs in which both are the same speaker's.

# %%
opposed = ledger.opposed()
first = ["first_said", "speaker", "polarity", "claim"]
show(opposed, [*first, *(f"opposed_{name}" for name in first), "changed"])

# %% [markdown]
# An answer is found only where it takes up the words of the claim. "He rejected the criticism" denies something too, but nothing that can be compared. Read both places before you report a contradiction: `claim_id` and `opposed_claim_id` lead to them.

# %% [markdown]
# ## Who changed position
#
# `ledger.changes()` lists speakers who say the opposite of what they had said before: `before` is what they had said last, `after` what they say now.

# %%
changes = ledger.changes()
sides = [f"{side}{end}" for side in ("before", "after") for end in ("_said", "_polarity", "")]
show(changes, ["speaker", *sides])

# %% [markdown]
# In July the health minister *denied* that the ward would close; in August he announced it. The ids of both statements lead to their places in the articles.

# %%
change = changes[changes["speaker"] == "Rufus Hale"].iloc[0]
turn = rows[rows["statement_id"].isin([change["before_id"], change["after_id"]])]
show(turn, ["said_on", "speaker", "polarity", "cue", "claim", "context", "document"])

# %% [markdown]
# ## How a number changed
#
# Other numbers make another claim: "1.2 billion" and "1.5 billion" are never one. So a figure that moves shows as one claim that ends and another that begins.

# %%
prices = claims[(claims["speaker"] == "Tobias Renholt") & claims["claim"].str.contains("barrier")].copy()
prices["billion"] = prices["claim"].str.extract(r"(\d+(?:\.\d+)?) billion").astype("float")
prices = prices[prices["billion"].notna() & (prices["occurrences"] > 1)].sort_values("first_said")
show(prices, ["first_said", "last_said", "occurrences", "polarity", "claim"])

# %% [markdown]
# On one time line, with all others who name a price for the barrier, repeated or not. The second claim begins three weeks after the last time he said the first. In between stands the memo, and his denial of it. A pale bar is a statement of which only the month is known, up to the day of its article.

# %%
BLUE, RED, GREY = "#0072B2", "#D55E00", "0.5"


def draw(axes, statements, height, **style):
    coarse = statements["date_precision"] != "day"
    for statement in statements[coarse].itertuples():
        period = pd.Period(statement.said_on, freq="M" if statement.date_precision == "month" else "Y")
        known = statement.published_precision == "day"
        end = min(period.end_time, statement.published) if known else period.end_time
        axes.hlines(height, period.start_time, end, color=style["color"], linewidth=7, alpha=0.25)
    days = statements.loc[~coarse, "said_on"]
    axes.plot(days, [height] * len(days), linestyle="", **style)


def affirmed(statements):
    return statements[statements["polarity"] != "denied"]


def denied(statements):
    return statements[statements["polarity"] == "denied"]


def dress(axes, title):
    locator = AutoDateLocator(minticks=3, maxticks=10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, offset_formats=["", *["%Y"] * 5]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, loc="left")


dot = {"marker": "o", "markersize": 8, "color": BLUE, "markeredgecolor": "white"}
cross = {"marker": "X", "markersize": 9, "color": RED, "markeredgecolor": "white"}
ring = {"marker": "o", "markersize": 15, "color": GREY, "markerfacecolor": "none"}

named = rows[rows["claim"].str.contains("barrier|cost|price", case=False) & (rows["speaker"] != "")].copy()
named["billion"] = named["claim"].str.extract(r"(\d+(?:\.\d+)?) billion").astype("float")
figure, axes = plt.subplots(figsize=(9, 3.5), layout="constrained")
for billion, statements in named.groupby("billion"):
    his = statements["speaker"] == "Tobias Renholt"
    draw(axes, statements[~his], billion, **ring)
    draw(axes, affirmed(statements[his]), billion, **dot)
    draw(axes, denied(statements[his]), billion, **cross)
for style, label in ((dot, "Tobias Renholt"), (cross, "Tobias Renholt denies it"), (ring, "others")):
    axes.plot([], [], linestyle="", label=label, **style)
axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, labelspacing=1)
axes.set(yticks=sorted(named["billion"].dropna().unique()), ylabel="billion crowns")
axes.margins(y=0.2)
axes.grid(axis="y", color="0.9")
dress(axes, "What the barrier is said to cost")

# %% [markdown]
# The rings are these. Read them: a speaker without a name, such as "infrastructure minister", may be the same person.

# %%
others = named[named["billion"].notna() & (named["speaker"] != "Tobias Renholt")]
show(others, ["said_on", "billion", "speaker", "polarity", "claim"])


# %% [markdown]
# ## Claims over time
#
# The same for everything that was said at least three times, whatever it is about. A row is a proposition with its opposite: points are those who say so, crosses those who say that it is not so. A number stands over days with more than one statement.

# %%
def topic(statement):
    return min([statement["proposition_id"], *filter(None, statement["opposed"].split("; "))])


counted = rows[(rows["speaker"] != "") & rows["said_on"].notna() & (rows["reviewed"] != "rejected")]
topics = counted.apply(topic, axis=1)
often = counted[topics.map(topics.value_counts()) >= 3]
groups = [statements for _, statements in often.groupby(topics)]
groups.sort(key=lambda statements: statements["said_on"].min(), reverse=True)

figure, axes = plt.subplots(figsize=(10, 1.2 + 0.75 * len(groups)), layout="constrained")
labels = []
for height, statements in enumerate(groups):
    axes.axhline(height, color="0.9", zorder=0)
    draw(axes, affirmed(statements), height, **dot)
    draw(axes, denied(statements), height, **cross)
    on_a_day = statements.loc[statements["date_precision"] == "day", "said_on"].value_counts()
    for day, number in on_a_day[on_a_day > 1].items():
        axes.annotate(number, (day, height), (0, 8), textcoords="offset points", ha="center", fontsize=9)
    speakers = shorten("; ".join(statements["speaker"].unique()), 70, placeholder=" …")
    claim = shorten(statements["claim"].iloc[0].removeprefix("that "), 95, placeholder=" …")
    labels.append(f"{fill(claim, 45)}\n({fill(speakers, 45)})")
axes.plot([], [], linestyle="", label="says so", **dot)
axes.plot([], [], linestyle="", label="denies it", **cross)
axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
axes.set_yticks(range(len(groups)), labels, fontsize=9)
axes.tick_params(axis="y", length=0)
axes.set_ylim(-0.6, len(groups) - 0.4)
dress(axes, "Said at least three times")

# %% [markdown]
# Rufus Hale's change of position is the row with crosses first and points later.

# %% [markdown]
# ## Take the claims with you
#
# `to_csv` writes any of these tables as a file for Excel or LibreOffice, and `read_csv` reads it again. Here the file lies in the temporary folder and goes with it: write a path of your own, such as `"claims.csv"`. `ledger.to_csv("quotes.csv")` writes the statements.

# %%
path = Path(folder.name) / "claims.csv"
to_csv(claims, path)
back = read_csv(path)
print(f"{len(back)} claims in {path.name}")
show(back.head(3), ["claim_id", "speaker", "claim", "occurrences", "documents", "first_said", "last_said"])

# %% [markdown]
# ## Where to go next
#
# - **Ask the same on the command line.** `quotetrack claims`, `quotetrack opposed` and `quotetrack opposed --changes`, with `--speaker`, `--since` and `--search`.
# - **Narrow it down.** `ledger.claims(speaker="Rufus Hale", since="2026-07")` and the other tables take the filters of `ledger.statements`.
# - **Say what was not found.** Claims are matched with care, so some repeats are missed. Read the statements behind a number, and give it as "at least".

# %%
ledger.close()
folder.cleanup()
