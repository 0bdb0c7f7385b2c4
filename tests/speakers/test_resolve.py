"""Who a source is, within one document."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from quotetrack.speakers import Resolved, resolve
from quotetrack.speakers.discourse import Discourse
from quotetrack.speakers.entities import clusters, expansions
from quotetrack.types import Attribution, Document, Entity, Parsed, Sentence, Span, Word

PEOPLE = (
    "Tobias Renholt", "Clara Renholt", "Mr. Renholt", "Ms. Renholt", "Renholt", "Ilse Marrane", "Marrane", "Marta Quell",
    "Quell", "Sunniva Oake", "Oake", "Jonas Achterberg", "Anselm Dray", "Dray", "QUELL", "Lena Brock", "Hugh Thorley",
    "Agnes Thorley", "Mr. Thorley", "Pieter Vansloot", "Vansloot", "Achterburg", "Jonas Achterberg II",
    "Jonas Achterberg III", "Jonas Achterberg Jr.", "Mr. Marrane", "Clara Renholt Wins", "Jonas Jr.", "Thorley", "Ms. Thorley",
)  # fmt: skip
BODIES = (
    "Halden Estuary Barrier Authority",
    "HEBA",
    "Ferry Workers' Union",
    "FWU",
    "Ostre Line",
    "Halden Courier",
    "House",
    "Harbour House",
)
VERBS = frozenset(
    "said says told added argued rained answered denied announced works met wrote asked is was warned".split()
)


def parse(text: str) -> Parsed:
    """A document with the names above found, and words that know verbs and nouns by their looks alone."""
    entities, taken = [], set()
    for label, known in (("person", PEOPLE), ("organization", BODIES)):
        for name in sorted(known, key=len, reverse=True):
            for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if not taken & set(range(*m.span())):
                    taken |= set(range(*m.span()))
                    entities.append(Entity(m.start(), m.end(), label))
    sentences = []
    for m in re.finditer(r"[^.?!\n]+(?:(?<=\bMr)\.[^.?!\n]+|(?<=\bMs)\.[^.?!\n]+|(?<=\bDr)\.[^.?!\n]+)*[.?!]?”?", text):
        words = []
        for w in re.finditer(r"\w[\w’']*|[^\w\s]", m.group()):
            form = w.group()
            upos = (
                "VERB"
                if form.lower() in VERBS
                else "PUNCT"
                if not form[0].isalnum()
                else "PROPN"
                if form[0].isupper()
                else "NOUN"
            )
            upos = (
                "DET"
                if form.lower() in ("the", "a", "an")
                else "ADP"
                if form in ("of", "at", "for", "in", "on")
                else upos
            )
            words.append(Word(form, m.start() + w.start(), m.start() + w.end(), upos))
        if words:
            sentences.append(Sentence(words[0].start, words[-1].end, tuple(words)))
    return Parsed(Document("x", text), tuple(sentences), tuple(sorted(entities, key=lambda e: e.start)))


def resolved(text: str, **metadata: str) -> list[Resolved]:
    """The resolutions of the attributions marked in a text as [source] {cue} <content>."""
    plain, found, current = "", [], {}
    opened: dict[str, int] = {}
    for character in text:
        if character in "[{<":
            opened[character] = len(plain)
        elif character in "]}>":
            role = {"]": "source", "}": "cue", ">": "content"}[character]
            current[role] = Span(opened["[{<"["]}>".index(character)]], len(plain))
            if role == "content":
                found.append((current.get("source"), current.get("cue"), current["content"]))
                current = {}
        else:
            plain += character
    attributions = [Attribution((c,), s, q, carried=s is None and q is None) for s, q, c in found]
    parsed = parse(plain)
    document = replace(parsed.document, **metadata)  # type: ignore[arg-type]
    return resolve(replace(parsed, document=document), attributions)


def speakers(text: str, **metadata: str) -> list[str]:
    return [f"{'; '.join(s.name for s in r.speakers)} ({r.resolution})" for r in resolved(text, **metadata)]


CASES = [
    # names and their parts
    ("[Tobias Renholt] {said} <it would rain>.", ["Tobias Renholt (name)"]),
    ("Tobias Renholt met the press. [Renholt] {said} <it would rain>.", ["Tobias Renholt (alias)"]),
    ("[Renholt] {said} <it would rain>. Tobias Renholt met the press.", ["Tobias Renholt (alias)"]),
    ("[Infrastructure Minister Tobias Renholt] {said} <it would rain>.", ["Tobias Renholt (name)"]),
    ("[Tobias Renholt’s] {argued} <it would rain>.", ["Tobias Renholt (name)"]),
    ("Marta Quell met the press.\n\n[QUELL]{:} <It is over>.", ["Marta Quell (alias)"]),
    # two of one surname
    ("Tobias Renholt met Clara Renholt. [Mr. Renholt] {said} <no>. [Ms. Renholt] {said} <yes>.",
     ["Tobias Renholt (alias)", "Clara Renholt (alias)"]),
    ("Agnes Thorley met Hugh Thorley. [Mr. Thorley] {said} <no>.", ["Hugh Thorley (alias)"]),
    # organizations and acronyms
    ("The Halden Estuary Barrier Authority (HEBA) met. [HEBA] {said} <it would rain>.",
     ["Halden Estuary Barrier Authority (alias)"]),
    ("[The Ostre Line] {said} <it would rain>.", ["Ostre Line (name)"]),
    # whom a name belongs to is not whom it names
    ("[a spokesman for Tobias Renholt] {said} <no>.", ["spokesman for Tobias Renholt (nominal)"]),
    ("[HEBA spokeswoman Lena Brock] {said} <no>.", ["Lena Brock (name)"]),
    ("[Clara Renholt’s campaign] {said} <no>.", ["Renholt campaign (name)"]),
    ("[Jonas Achterberg, leader of the Civic Alliance] {said} <no>.", ["Jonas Achterberg (name)"]),
    # pronouns by gender and recency
    ("[Marta Quell] {said} <no>. Tobias Renholt works there. [She] {added} <that it was late>.",
     ["Marta Quell (name)", "Marta Quell (pronoun)"]),
    ("[Marta Quell] {said} <no>. Tobias Renholt works there. [He] {added} <that it was late>.",
     ["Marta Quell (name)", "Tobias Renholt (pronoun)"]),
    ("[She] {said} <it would rain>.", [" (none)"]),
    ("Tobias Renholt, [who] {said} <it would rain>.", ["Tobias Renholt (pronoun)"]),
    ("[HEBA] {said} <no>. [It] {added} <that it was late>.", ["HEBA (name)", "HEBA (pronoun)"]),
    # roles
    ("Infrastructure Minister Tobias Renholt met Marta Quell. [The minister] {said} <no>.", ["Tobias Renholt (nominal)"]),
    ("Marta Quell, a nurse, met Sunniva Oake, a hydrologist. [The hydrologist] {said} <no>.", ["Sunniva Oake (nominal)"]),
    ("Prime Minister Ilse Marrane met Infrastructure Minister Tobias Renholt. [The minister] {said} <no>.",
     ["Tobias Renholt (nominal)"]),
    ("Ostre Line is old. [The company] {said} <no>.", ["Ostre Line (nominal)"]),
    ("HALDEN (FWU) — Ostre Line is old. [The company] {said} <no>.", ["Ostre Line (nominal)"]),
    ("HEBA met the FWU. [The union] {said} <no>. [The authority] {said} <no>.", ["FWU (nominal)", "HEBA (nominal)"]),
    ("Marta Quell, leader of the Civic Alliance, met us. [The head of the Civic Alliance] {said} <no>.",
     ["Marta Quell (nominal)"]),
    ("His wife Marta Quell met us. [His ex-wife] {said} <no>.", ["Marta Quell (nominal)"]),
    # unnamed sources keep their words
    ("[a senior official] {said} <no>.", ["senior official (nominal)"]),
    ("[Two people familiar with the talks] {said} <no>.", ["Two people familiar with the talks (nominal)"]),
    ("[The report] {said} <no>.", ["report (nominal)"]),
    ("[The harbour master on Tuesday] {said} <no>.", ["harbour master (nominal)"]),
    ("Judge Marta Quell met HEBA. [The justice] {said} <no>.", ["Marta Quell (nominal)"]),
    ("[A judge] {said} <no>. Judge Marta Quell met HEBA.", ["Marta Quell (nominal)"]),
    ("[Another judge] {said} <no>. Judge Marta Quell met HEBA.", ["Another judge (nominal)"]),
    ("[A judge] {said} <no>. Judge Marta Quell met Judge Sunniva Oake.", ["judge (nominal)"]),
    ("Marta Quell, mayor of Halden and chairwoman of HEBA, met us. [The chairwoman] {said} <no>.",
     ["Marta Quell (nominal)"]),
    ("Marta Quell, head of research and development, met us. [The head] {said} <no>.", ["Marta Quell (nominal)"]),
    ("His lawyer Marta Quell met us. [Renholt’s attorney] {said} <no>.", ["Marta Quell (nominal)"]),
    ("Tobias Renholt met Marta Quell, a nurse. Renholt works. [The candidate] {said} <no>.", ["Tobias Renholt (nominal)"]),
    ("The Halden Estuary Barrier Authority met. [An estuary authority] {said} <no>.",
     ["Halden Estuary Barrier Authority (nominal)"]),
    ("The Halden Estuary Barrier Authority met. [A harbour authority] {said} <no>.", ["harbour authority (nominal)"]),
    ("[The minister of infrastructure Tobias Renholt] {said} <no>.", ["Tobias Renholt (name)"]),
    ("[a spokesman for Minister Tobias Renholt] {said} <no>.", ["spokesman for Minister Tobias Renholt (nominal)"]),
    ("The Halden Estuary Barrier Authority met. [The H.E.B.A.] {said} <no>.", ["Halden Estuary Barrier Authority (name)"]),
    ("[The Halden Courier newspaper] {said} <no>.", ["Halden Courier (name)"]),
    ("The Renholt campaign met. [The Renholt team] {said} <no>.", ["Renholt campaign (name)"]),
    ("Its chairwoman, Marta Quell, met us. [The chairwoman] {said} <no>.", ["Marta Quell (nominal)"]),
    ("[Ms. Renholt’s office] {said} <no>.", ["Renholt office (name)"]),
    # documents speak for those who issue them
    ("[Marta Quell’s report] {said} <no>.", ["Marta Quell (nominal)"]),
    ("[A new report by HEBA] {said} <no>.", ["HEBA (nominal)"]),
    ("[A Halden Courier survey] {said} <no>.", ["Halden Courier (nominal)"]),
    ("[A study by HEBA professor Marta Quell] {said} <no>.", ["Marta Quell (nominal)"]),
    ("[A report on Tobias Renholt] {said} <no>.", ["report on Tobias Renholt (nominal)"]),
    ("Marta Quell works. [Her letter] {said} <no>.", ["Marta Quell (nominal)"]),
    # the latter is who is named last
    ("Tobias Renholt met Jonas Achterberg. [The latter] {said} <no>.", ["Jonas Achterberg (pronoun)"]),
    # generations stay apart, slips of the pen do not
    ("Jonas Achterberg II met Jonas Achterberg III. [Jonas Achterberg II] {said} <no>.", ["Jonas Achterberg II (name)"]),
    ("Jonas Achterberg works. [Achterburg] {said} <no>.", ["Jonas Achterberg (alias)"]),
    ("Jonas Achterberg met Jonas Achterberg Jr. there. [Jonas Achterberg Jr.] {said} <no>. "
     "[Jonas Achterberg] {said} <yes>.", ["Jonas Achterberg Jr. (name)", "Jonas Achterberg (name)"]),
    ("Jonas Achterberg Jr. met his father Jonas Achterberg. [Jonas Achterberg Jr.] {said} <no>.",
     ["Jonas Achterberg Jr. (name)"]),
    ("Jonas Achterberg works. His son [Jonas Jr.] {said} <no>. Jonas Achterberg Jr. works.",
     ["Jonas Achterberg Jr. (alias)"]),
    ("Mr. Thorley works. Ms. Thorley works. [Mr. Thorley] {said} <no>. [Ms. Thorley] {said} <no>.",
     ["Mr. Thorley (alias)", "Ms. Thorley (alias)"]),
    ("[Thorley] {said} <no>.\n\nAgnes Thorley works. Mr. Thorley works. Ms. [Dray] {said} <no>. Mr. Dray works.",
     ["Agnes Thorley (alias)", "Ms. Dray (alias)"]),
    ("Mr. Thorley met the first lady. [Thorley] {said} <no>.", ["Thorley (name)"]),
    ("Jonas Achterberg II met us. [Jonas Achterberg] {said} <no>.", ["Jonas Achterberg II (name)"]),
    # the president is not the only other one of that surname
    ("President Renholt met us.\n\nClara Renholt works. Mr. Renholt works. [President Renholt] {said} <no>.",
     ["Renholt (name)"]),
    # one body's name may end as another's
    ("The House met the Harbour House. [The House] {said} <no>.", ["House (name)"]),
    # what a headline puts behind a name is no part of it
    ("Clara Renholt Wins There\n\nClara Renholt met us. [Renholt] {said} <no>.", ["Clara Renholt (alias)"]),
    # ages, and professions that only a dictionary knows
    ("Marta Quell, 43, a nurse, met Sunniva Oake. [The nurse] {said} <no>.", ["Marta Quell (nominal)"]),
    ("Marta Quell, a violinist, met Sunniva Oake. [The violinist] {said} <no>.", ["Marta Quell (nominal)"]),
    # in a dialogue they take turns
    ("[Marta Quell] {said}: <“We leave.”>\n\n[Sunniva Oake] {asked}: <“Why?”>\n\n<“Because it is late.”>\n\n"
     "<“And will you be back?”>\n\n<“I hope so, one day.”>",
     ["Marta Quell (name)", "Sunniva Oake (name)", "Marta Quell (carried)", "Sunniva Oake (carried)",
      "Marta Quell (carried)"]),
    ("[Marta Quell] {said}: <“We leave.”>\n\n[Sunniva Oake] {said}: <“It rained.”>\n\n<“It was late.”>",
     ["Marta Quell (name)", "Sunniva Oake (name)", "Sunniva Oake (carried)"]),
    # interviews
    ("Tobias Renholt met Marta Quell. Quell works.\n\nQ: No?\n\n[A]{:} <No.>\n\nQ: Is Renholt?\n\n[A]{:} <Renholt is.>",
     ["Marta Quell (carried)", "Marta Quell (carried)"]),
    ("Q: No?\n\n[A]{:} <No.>", [" (none)"]),
    # several at once
    ("[Tobias Renholt and Marta Quell] {said} <no>.", ["Tobias Renholt; Marta Quell (name)"]),
    # quotations that carry on, and those too far away
    ("“No,” [Marta Quell] {said} <no>.\n\n<“And never will we leave the quay.”>", ["Marta Quell (name)", "Marta Quell (carried)"]),
    ("[Marta Quell] {said} <no>.\n\nIt rained.\n\n<“And never will we leave the quay.”>", ["Marta Quell (name)", " (none)"]),
    ("<“And never will we leave the quay.”>", [" (none)"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_resolve(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_first_person_is_the_speaker_of_the_quotation() -> None:
    text = "“I told him that it was late,” Marta Quell said."
    inner = Attribution((Span(13, 29),), Span(1, 2), Span(3, 7))
    outer = Attribution((Span(0, 30),), Span(31, 42), Span(43, 47))
    assert [r.resolution for r in resolve(parse(text), [outer, inner])] == ["name", "pronoun"]
    assert [r.speakers[0].name for r in resolve(parse(text), [outer, inner])] == ["Marta Quell"] * 2


def test_who_is_named_in_a_quotation_hardly_says_it() -> None:
    text = "Tobias Renholt met the press. “Jonas Achterberg works,” he said."
    said = Attribution((Span(30, 55),), Span(56, 58), Span(59, 63))
    assert [r.speakers[0].name for r in resolve(parse(text), [said])] == ["Tobias Renholt"]


def test_who_is_named_in_what_another_one_says_is_less_prominent() -> None:
    text = "Marta Quell said Clara Renholt works. “Ilse Marrane works.”"
    seen = Discourse.of(parse(text), [Span(17, 36)]).seen
    weights = {cluster.name: weight for _, _, cluster, weight in seen}
    assert weights["Clara Renholt"] == weights["Ilse Marrane"] < weights["Marta Quell"]


def test_roles_and_gender_come_from_the_text() -> None:
    found = {
        c.name: c
        for c in clusters(parse("Infrastructure Minister Tobias Renholt met Sunniva Oake, a hydrologist at the coast."))
    }
    assert found["Tobias Renholt"].role == "Infrastructure Minister"
    assert found["Sunniva Oake"].role == "hydrologist at the coast"
    assert (found["Tobias Renholt"].gender, found["Sunniva Oake"].gender) == ("male", "female")


def test_a_pronoun_tells_the_gender_that_lists_do_not() -> None:
    (quell,) = clusters(parse("Quell works on the quay. He is old."))
    assert quell.gender == "male"


def test_a_party_and_state_is_no_name_and_a_company_with_a_hyphen_is() -> None:
    text = "Marta Quell, D-Ostre, met D-Wave (R-Dunmere)."
    parsed = parse(text)
    entities = [Entity(m.start(), m.end(), "organization") for m in re.finditer(r"[DR]-\w+", text)]
    found = clusters(Parsed(parsed.document, parsed.sentences, tuple(entities)))
    assert [c.name for c in found] == ["D-Wave"]


def test_expansions() -> None:
    text = "The Halden Estuary Barrier Authority (HEBA) met the Ferry Workers’ Union (FWU) and (ABC)."
    assert expansions(text) == {"HEBA": "Halden Estuary Barrier Authority", "FWU": "Ferry Workers’ Union"}


def test_a_long_document_takes_linear_time() -> None:
    import time

    def seconds(times: int) -> float:
        text = "\n\n".join(["Tobias Renholt said no. She said yes. He said it rained."] * times)
        attributions = [
            Attribution((Span(m.end(), m.end() + 2),), Span(m.start(), m.start() + 2))
            for m in re.finditer("He said", text)
        ]
        document = parse(text)
        begun = time.process_time()
        resolve(document, attributions)
        return time.process_time() - begun

    def best(times: int) -> float:  # the least of three: what else the machine does only adds
        return min(seconds(times) for _ in range(3))

    assert best(1600) < 25 * max(best(200), 0.005)


def test_a_full_name_that_no_tagger_found_is_read_from_the_text() -> None:
    text = "Boris Hallmark met the press. Hallmark said no."
    parsed = parse(text)
    found = clusters(Parsed(parsed.document, parsed.sentences, (Entity(30, 38, "person"),)))
    assert [c.name for c in found] == ["Boris Hallmark"]


def test_a_surname_with_two_first_names_before_it_stays_a_surname() -> None:
    text = "Boris Hallmark met Anna Hallmark. Hallmark said no."
    parsed = parse(text)
    found = clusters(Parsed(parsed.document, parsed.sentences, (Entity(34, 42, "person"),)))
    assert [c.name for c in found] == ["Hallmark"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Several voters", "group"), ("Many", "group"), ("54 percent of nurses", "group"), ("a neurosurgeon", "person"),
        ("the crowd", "group"), ("the polls", "document"), ("a message", "document"), ("a board member", "person"),
        ("the investigation", "other"), ("experience", "other"), ("the agency", "organization"), ("zzyzx", ""),
    ],
)  # fmt: skip
def test_what_an_unnamed_source_is(source: str, kind: str) -> None:
    ((speaker,),) = [r.speakers for r in resolved(f"[{source}] {{said}} <no>.")]
    assert (speaker.speaker_type, speaker.named) == (kind, False)


def test_a_named_law_or_work_is_neither_person_nor_body() -> None:
    text = "The Harbour Act said no."
    parsed = replace(parse(text), entities=(Entity(4, 15, "other"),))
    (found,) = resolve(parsed, [Attribution((Span(21, 23),), Span(0, 15), Span(16, 20))])
    assert [(s.name, s.speaker_type, s.named) for s in found.speakers] == [("Harbour Act", "other", True)]


@pytest.mark.parametrize("source", ["Courier", "the Courier", "COURIER", "the HC"])
def test_an_outlet_calls_itself_by_half_its_name(source: str) -> None:
    assert speakers(f"[{source}] {{said}} <no>.", publisher="The Halden Courier") == ["Halden Courier (alias)"]


def test_i_outside_quotations_is_the_author() -> None:
    text = "[I] {wrote} <that it rained>.\n\n“[I] {said} <that it rained>.”"
    assert speakers(text, author="Ruth Calloway") == ["Ruth Calloway (pronoun)", " (none)"]
    assert speakers(text) == [" (none)", " (none)"]


def with_syntax(text: str, heads: dict[str, tuple[int, str]]) -> Parsed:
    """One sentence, with head and relation of each word by its form; others hang on word 0."""
    document = parse(text)
    (sentence,) = document.sentences
    words = [
        replace(w, head=head, deprel=deprel) for w in sentence.words for head, deprel in [heads.get(w.text, (0, "dep"))]
    ]
    return replace(document, sentences=(replace(sentence, words=tuple(words)),))


RELATIVES = [
    ("Marta Quell met a spokesman for HEBA, who said no.", {"spokesman": (2, "obj"), "for": (6, "case"), "HEBA": (4, "nmod"),
     "a": (4, "det"), "who": (9, "nsubj"), "said": (4, "acl:relcl")}, "spokesman for HEBA (pronoun)"),
    ("Quell saw Dray of HEBA, who said no.", {"saw": (-1, "root"), "Quell": (1, "nsubj"), "Dray": (1, "obj"), "of": (4, "case"),
     "HEBA": (2, "nmod"), "who": (7, "nsubj"), "said": (2, "acl:relcl")}, "Dray (pronoun)"),
    ("Anselm Dray is he who said no.", {"Anselm": (2, "nsubj"), "Dray": (0, "flat"), "is": (-1, "root"), "he": (2, "obj"),
     "who": (5, "nsubj"), "said": (3, "acl:relcl")}, "Anselm Dray (pronoun)"),
    ("It rained on him who said no.", {"him": (1, "obl"), "on": (3, "case"), "who": (5, "nsubj"), "said": (3, "acl:relcl")}, " (none)"),
    ("Marta Quell, who said no.", {"Marta": (1, "flat"), "who": (4, "nsubj"), "said": (-1, "root")}, "Marta Quell (pronoun)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "heads", "expected"), RELATIVES, ids=[text for text, _, _ in RELATIVES])
def test_who_is_whom_its_clause_hangs_on(text: str, heads: dict[str, tuple[int, str]], expected: str) -> None:
    who, said, no = text.index("who"), text.index("said"), text.index("no.")
    source = Attribution((Span(no, no + 2),), Span(who, who + 3), Span(said, said + 4))
    (found,) = resolve(with_syntax(text, heads), [source])
    assert f"{'; '.join(s.name for s in found.speakers)} ({found.resolution})" == expected


def test_thousands_of_names_take_nearly_linear_time() -> None:
    import time

    def seconds(count: int) -> float:
        text, entities = "", []
        for number in range(count):
            surname = f"{'bdfgk'[number % 5]}a{number:x}l".title()
            for name, label in (
                (f"Clara {surname}", "person"),
                (surname, "person"),
                (f"Line {surname}s", "organization"),
            ):
                entities.append(Entity(len(text), len(text) + len(name), label))
                text += f"{name} rained. "
        sentences = tuple(Sentence(e.start, e.end + 8, ()) for e in entities)
        begun = time.process_time()
        found = clusters(Parsed(Document("x", text), sentences, tuple(entities)))
        assert sum(c.label == "person" for c in found) == count
        return time.process_time() - begun

    assert min(seconds(800) for _ in range(2)) < 9 * min(seconds(200) for _ in range(3))
