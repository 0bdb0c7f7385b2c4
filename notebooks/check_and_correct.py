# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Check and correct
#
# The rows of a ledger were found by a program, and some of them are wrong. This notebook reads the sample articles in `corpus/`, corrects a few rows as one would in a spreadsheet, and feeds them back. Then it asks how far the column `confidence` can be trusted, and where the errors are.
#
# Nothing is downloaded, and nothing leaves your machine. You need `pip install "quotetrack[notebook]"` and, for the second half, a copy of the repository. `explore_attribution.ipynb` is the place to begin if you have not seen the table of statements yet.

# %% [markdown]
# ## Read the articles
#
# The ledger lies in a temporary folder beside this notebook, so that each run starts anew. It shows itself: how much it holds, of which time, and who says most.

# %%
import json
import sys
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import quotetrack as qt
from quotetrack.ledger import dated

warnings.filterwarnings("ignore", message="IProgress not found")  # progress bars are not needed here
BLUE, RED, GREY = "#0072B2", "#D55E00", "0.6"


def show(table, *columns):
    text = dated(table)[list(columns)]
    dates = [name for name in columns if pd.api.types.is_datetime64_dtype(table[name])]
    style = text.style.format(precision=2, escape="html").set_properties(subset=dates, **{"white-space": "nowrap"})
    style = style.set_table_styles([{"selector": "th, td", "props": "text-align: left; vertical-align: top"}])
    return style.hide()


folder = tempfile.TemporaryDirectory(dir=".")
ledger = qt.scan("../corpus", ledger=Path(folder.name) / "quotetrack.db")
ledger

# %% [markdown]
# ## Which rows to look at first
#
# `confidence` is the probability that both the words and the speaker of a row are right. So the sum of the column is the number of rows that are expected to be right.

# %%
found = ledger.statements()
expected = found["confidence"].sum()
print(f"{len(found)} rows, of which {expected:.0f} are expected to be right and {len(found) - expected:.0f} to be wrong")

# %% [markdown]
# The rows with the lowest confidence are where checking pays: these are the eight that the program itself doubts most. Read each claim in its context.

# %%
doubted = found.sort_values("confidence")
show(doubted.head(8), "confidence", "speaker", "cue", "claim", "context")

# %% [markdown]
# How many rows do you have to check? Say that you begin with the row of the lowest confidence, correct or reject what is wrong, and stop after so many. What you have checked is right then; of the rest, the sum of the confidences is expected to be. The other way is not to check anything and to leave the doubtful rows out, which costs you the right ones among them.

# %%
confidence = doubted["confidence"].to_numpy()
total, number = len(confidence), np.arange(len(confidence) + 1)
rest = np.append(confidence[::-1].cumsum()[::-1], 0)  # expected to be right among the rows that are not checked
if_checked = (number + rest) / total
if_left_out = rest[:-1] / (total - number[:-1])

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
axes.plot(number, 100 * if_checked, color=BLUE, label="checked, and corrected or rejected")
axes.plot(number[:-1], 100 * if_left_out, color=RED, linestyle="--", label="left out")
axes.set(xlabel="rows, those of the lowest confidence first", ylabel="expected to be right, %")
axes.set(ylim=(79, 101), yticks=range(80, 101, 5))
axes.set_title("What checking brings", loc="left")
axes.spines[["top", "right"]].set_visible(False)
axes.grid(color="0.9")
axes.legend(frameon=False, loc="lower right");

# %%
def first(reached):
    return reached.argmax() if reached.any() else np.nan


wanted = pd.DataFrame({"share that is right": [0.85, 0.9, 0.95, 0.98]})
wanted["rows to check"] = [first(if_checked >= share) for share in wanted["share that is right"]]
wanted["or rows to leave out"] = [first(if_left_out >= share) for share in wanted["share that is right"]]
wanted["by --min-confidence"] = wanted["or rows to leave out"].map(lambda rows: confidence[int(rows)], na_action="ignore")
formats = dict(zip(wanted.columns, ["{:.0%}", "{:.0f}", "{:.0f}", "{:.2f}"]))
wanted.style.format(formats, na_rep="not in reach").hide()

# %% [markdown]
# ## Correct some cells
#
# Export the rows, open the file in Excel or LibreOffice, and write into `speaker`, `claim`, `said_on`, `claim_id`, `note` and `reviewed`. `ledger.to_excel("rows.xlsx")` gives a sheet with filters, and a choice of *confirmed*, *corrected* and *rejected* in `reviewed`.
#
# Here pandas stands in for the spreadsheet. It reads all cells as text, so that it changes none by itself.

# %%
path = Path(folder.name) / "rows.csv"
ledger.to_csv(path)
sheet = pd.read_csv(path, dtype=str, keep_default_na=False)


def rows_with(claim, **cells):
    chosen = sheet["claim"].str.contains(claim, regex=False)
    for column, value in cells.items():
        chosen &= sheet[column] == value
    return chosen


# "The authority let it be known that Dray would be on holiday": not parliament, but Dray's own authority
sheet.loc[rows_with("that Dray would be on holiday"), "speaker"] = "Halden Estuary Barrier Authority"

# "The project, approved by parliament": a decision, not a statement
decisions = rows_with("The project", cue="approved")
sheet.loc[decisions, ["reviewed", "note"]] = ["rejected", "a decision, not a statement"]

# The infrastructure minister without a name is Tobias Renholt, who says again what the barrier will cost
price = sheet.loc[rows_with("1.2 billion crowns", speaker="Tobias Renholt"), "claim_id"].mode()[0]
repeats = rows_with("not a crown more", speaker="infrastructure minister")
sheet.loc[repeats, ["speaker", "claim_id"]] = ["Tobias Renholt", price]

# Looked at, and right
sheet.loc[sheet["claim_id"] == price, "reviewed"] = "confirmed"

sheet.to_csv(path, index=False, encoding="utf-8-sig")

# %% [markdown]
# `review` takes the file back; on the command line it is `quotetrack review rows.csv`. Rows are known by their `statement_id`, so you may sort, filter and delete rows as you like.

# %%
times = ledger.claims(speaker="Tobias Renholt").set_index("claim_id").loc[price, "occurrences"]
done = qt.review(path, ledger)
print(f"{len(done.changes)} cells changed, {len(done.refused)} lines do not fit")
show(pd.DataFrame(done.changes), "line", "column", "before", "after")

# %% [markdown]
# All tables follow: what was rejected no longer counts, and the claim of the minister has one more place.

# %%
again = ledger.claims(speaker="Tobias Renholt").set_index("claim_id").loc[price, "occurrences"]
print(f"Tobias Renholt gave this price {times} times by the rows as found, {again} times as corrected")
checked = ledger.statements()
show(checked[checked["reviewed"] != ""], "said_on", "speaker", "claim", "reviewed", "note")

# %% [markdown]
# ## Scan again
#
# Corrections belong to the ledger, not to the file. A second scan passes over what has not changed. And where an article *has* changed, a correction finds its statement again by its words. Let a newspaper put a line on top of the article with the minister's promise:

# %%
changed = [
    replace(article, text="This article was corrected on Friday.\n\n" + article.text)
    for article in qt.read_paths(["../corpus"])
    if article.name in set(checked.loc[checked["reviewed"] == "confirmed", "document"])
]
qt.scan("../corpus", ledger)
qt.scan(changed[:1], ledger)
scans = ledger.scans()
scans = scans.join(pd.DataFrame([json.loads(counts) for counts in scans["counts"]]))
show(scans.tail(2), "documents", "unchanged", "statements")

# %%
after = ledger.statements()
moved = after[(after["document"] == changed[0].name) & (after["reviewed"] != "")]
before = checked[(checked["document"] == changed[0].name) & (checked["reviewed"] != "")]
print(f"{len(before)} corrected rows of the article before, {len(moved)} after; all: {(after['reviewed'] != '').sum()}")
show(moved, "start", "speaker", "claim", "reviewed")

# %% [markdown]
# ## Is the confidence right?
#
# For the sample articles we know the answer: who says what in them was written down by hand. That gold standard is a part of the repository, and so is the program that compares; an installed package has neither. For your own articles draw a sample and check it, as said at the end.

# %%
GOLD = Path("../tests/data/gold")
if not GOLD.is_dir():
    raise RuntimeError("the rest needs the gold standard: run this notebook in notebooks/ of a copy of the repository")
sys.path.insert(0, "..")
from benchmarks import gold, scoring

# %% [markdown]
# A row is right when it shares at least half of its words with a statement of the gold standard, and has its speaker. We judge the rows as they were found, before the corrections.


# %%
def span(place):
    return (qt.Span(*place),) if place else ()


def expected_of(statement):
    label = scoring.Label((statement.speaker,), statement.named) if statement.speaker else None
    return scoring.Gold(statement.content, span(statement.source), span(statement.cue), label)


def predicted(row):
    places = json.loads(row.spans)
    content = tuple(qt.Span(*part) for part in places["content"])
    return scoring.Prediction(content, span(places["source"]), span(places["cue"]), row.speaker, row.confidence)


judged = found.assign(right=False)
missed = 0
for name, article in gold.documents(Path("../corpus")).items():
    statements = [expected_of(statement) for statement in gold.statements(article, GOLD / f"{name}.json")]
    rows = judged[judged["document"] == article.name]
    verdicts = scoring.verdicts(article.text, statements, [predicted(row) for row in rows.itertuples()])
    missed += len(statements) - len(verdicts)
    for position, verdict in verdicts.items():
        is_right = verdict.source if verdict.speaker is None else verdict.speaker
        judged.loc[rows.index[position], "right"] = is_right

print(f"{judged['right'].mean():.1%} of {len(judged)} rows are right, {judged['confidence'].mean():.1%} were expected to be")
print(f"{missed} statements of the gold standard have no row")

# %% [markdown]
# A *reliability diagram* holds the confidence against the truth. The rows are sorted by their confidence and cut into ten parts of the same size. A point on the line says that as many rows of its part are right as the confidence promises; below the line the program is too sure of itself. The bars are 95 % intervals (Wilson): some fifty rows a part leave much to chance.


# %%
def interval(right, count, z=1.96):
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def around(share, low, high):
    return np.maximum([share - low, high - share], 0)


pairs = tuple(sorted(zip(judged["confidence"], judged["right"])))
bins = scoring.equal_mass(pairs)
means, shares, sizes = (np.array([getattr(part, name) for part in bins]) for name in ("confidence", "right", "count"))
low, high = interval(shares * sizes, sizes)

figure, (axes, below) = plt.subplots(2, 1, figsize=(6, 7), sharex=True, height_ratios=[4, 1], layout="constrained")
axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="confidence is the share that is right")
axes.errorbar(means, shares, around(shares, low, high), fmt="o", color=BLUE, capsize=3, label="a tenth of the rows")
axes.set(ylabel="share of rows that are right", xlim=(0, 1), ylim=(0, 1.02))
axes.set_title("Confidence and truth, sample articles", loc="left")
axes.grid(color="0.9")
axes.legend(frameon=False, loc="upper left")
below.hist(judged["confidence"], bins=np.linspace(0, 1, 21), color=BLUE, edgecolor="white")
below.set(xlabel="confidence", ylabel="rows")
for each in (axes, below):
    each.spines[["top", "right"]].set_visible(False)

# %%
error, chance = scoring.calibration_error(bins), scoring.perfect_error(pairs, scoring.equal_mass)
print(f"expected calibration error {error:.3f}; perfect probabilities would show {chance:.3f} by chance, with so few rows")

# %% [markdown]
# The program is somewhat too sure here, most of all of doubtful rows. `docs/explanation/finding.md` has the same measured on articles of other newspapers. What does that mean for the plan from above? The same curve, by the truth:

# %%
truth = judged.sort_values("confidence", kind="stable")["right"].to_numpy()
right_rest = np.append(truth[::-1].cumsum()[::-1], 0)

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
axes.plot(number, 100 * if_checked, color=BLUE, linestyle="--", label="checked: as expected")
axes.plot(number, 100 * (number + right_rest) / total, color=BLUE, label="checked: in truth")
by_chance = truth.mean() + (1 - truth.mean()) * number / total
axes.plot(number, 100 * by_chance, color=GREY, label="checked in any order: in truth")
axes.set(xlabel="rows checked", ylabel="right, %", ylim=(79, 101), yticks=range(80, 101, 5))
axes.set_title("Checking the doubtful rows first", loc="left")
axes.spines[["top", "right"]].set_visible(False)
axes.grid(color="0.9")
axes.legend(frameon=False, loc="lower right");

# %% [markdown]
# ## Where the errors are
#
# The same rows in slices. A point is the share of rows that are right, with its interval; a stroke is the mean confidence, so a stroke to the right of its point says that the program is too sure there. The number of rows stands beside.

# %%
lengths = pd.cut(judged["claim"].str.split().str.len(), [0, 3, 8, 16, 999], labels=["1–3", "4–8", "9–16", "17 or more"])
publishers = judged["publisher"].replace("", "(not known)")
slices = {
    "quotation type": judged["quotation_type"],
    "how the speaker was found": judged["resolution"],
    "words of the claim": lengths,
    "publisher": publishers,
}
summed = {"right": ("right", "mean"), "confidence": ("confidence", "mean"), "rows": ("right", "size")}
tables = {name: judged.groupby(by, observed=True).agg(**summed) for name, by in slices.items()}

heights = [len(table) for table in tables.values()]
figure, panels = plt.subplots(4, 1, figsize=(8, 9), sharex=True, height_ratios=heights, layout="constrained")
for axes, (name, table) in zip(panels, tables.items()):
    places, share = np.arange(len(table)), table["right"].to_numpy()
    low, high = interval(share * table["rows"].to_numpy(), table["rows"].to_numpy())
    axes.errorbar(share, places, xerr=around(share, low, high), fmt="o", color=BLUE, capsize=3)
    axes.scatter(table["confidence"], places, marker="|", s=120, color=RED, linewidths=2, zorder=3)
    axes.set_yticks(places, [f"{label} ({rows})" for label, rows in zip(table.index, table["rows"])])
    axes.set(xlim=(0, 1.02), ylim=(len(table) - 0.4, -0.6))
    axes.set_title(name, loc="left", fontsize=10)
    axes.grid(axis="x", color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
axes.set_xlabel("share of rows that are right (point), mean confidence (stroke)");

# %% [markdown]
# Quotations are safer than what is retold, and names and surnames than role nouns ("the ministry"). Of the claims of one to three words ("either", "the figures") half are wrong, and many are no statements at all. These are the rows that the program was surest of and that are wrong all the same; some are a matter of taste, since it is not always clear what a statement is.

# %%
wrong = judged[~judged["right"]].sort_values("confidence", ascending=False)
show(wrong.head(8), "confidence", "speaker", "source", "cue", "claim", "resolution")

# %% [markdown]
# ## How right are the rows of your own articles?
#
# Your articles have no gold standard, and may be harder than these. Draw rows by chance, check each, and count. So many rows give you such an interval where nine in ten are right:

# %%
sizes = np.array([50, 100, 200, 400, 800])
low, high = interval(0.9 * sizes, sizes)
sample = pd.DataFrame({"rows checked": sizes, "from": low, "to": high})
sample.style.format("{:.1%}", subset=["from", "to"]).hide()

# %% [markdown]
# `found.sample(200, random_state=1)` draws them: by chance, not those of the lowest confidence. What you write into `reviewed` counts them:
#
# ```python
# reviewed = sample["reviewed"].value_counts()
# right = reviewed["confirmed"] / reviewed.sum()
# ```
#
# ## Where to go next
#
# - **Correct who is who.** `quotetrack speakers merge "T. Renholt" "Tobias Renholt"` holds for all rows at once.
# - **Say what you did.** Give the limit of confidence that you used, how many rows you checked, and how many of them were right.
# - **Follow claims.** `claims_over_time.ipynb` shows what was said again, denied or taken back.

# %%
ledger.close()
folder.cleanup()
