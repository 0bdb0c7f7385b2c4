"""What the ledger asks its file for."""

from __future__ import annotations

from collections.abc import Mapping

NAMED = "l.speaker_id IN (SELECT id FROM speakers WHERE name IN (SELECT value FROM json_each(:names)))"
WHOLE = "s.*"
SHORT = """
s.statement_id, s.claim, s.resolution, s.quotation_type, s.cue, '' AS source, s.attribution_type, s.polarity,
'' AS addressee, '' AS medium, '' AS context, s.said_on, s.date_basis, s.confidence, s.start, s."end", s.paragraph,
'' AS spans, s.wording
"""
STATEMENTS = """
SELECT s.id AS row, {columns}, d.name AS document, d.title, d.publisher, d.published, d.date_basis AS document_basis,
    d.same_as, coalesce(w.proposition_id, '') AS proposition_id
FROM statements s JOIN documents d ON d.id = s.document_id LEFT JOIN wordings w ON w.key = s.wording
WHERE s.confidence >= :min_confidence AND {chosen}
"""
LINKS = """
SELECT s.id AS row, min(l.position) AS position, p.id AS speaker_id, p.name AS speaker,
    coalesce(nullif(p.speaker_type, ''), d.speaker_type) AS speaker_type, d.role
FROM statement_speakers l
JOIN statements s ON s.document_id = l.document_id AND s.statement_id = l.statement_id
JOIN document_speakers d ON d.document_id = l.document_id AND d.name = l.name
JOIN speakers p ON p.id = l.speaker_id
WHERE s.confidence >= :min_confidence AND {chosen}
GROUP BY s.id, p.id
ORDER BY 1, 2
"""
REVIEWS = "SELECT statement_id, document, claim, start, column_name, value FROM reviews ORDER BY id"
PLACES = """
SELECT s.id AS row, s.statement_id, d.name AS document, s.claim, s.start
FROM statements s JOIN documents d ON d.id = s.document_id
WHERE s.confidence >= :min_confidence AND {chosen}
"""
DOCUMENTS = """
SELECT name, title, publisher, published, date_basis, url, sha256, {text} status, reason, same_as, scan_id,
    (SELECT count(*) FROM statements s WHERE s.document_id = documents.id) AS statements
FROM documents
"""
SPEAKERS = """
SELECT p.id AS speaker_id, p.name, p.speaker_type, p.role,
    count(DISTINCT l.document_id || ' ' || l.statement_id) AS statements, count(DISTINCT l.document_id) AS documents
FROM speakers p JOIN statement_speakers l ON l.speaker_id = p.id
GROUP BY p.id
"""
SPEAKER_DOCUMENTS = """
SELECT d.name AS document, d.published, d.title, s.name, s.role,
    count(DISTINCT l.statement_id) AS statements
FROM document_speakers s JOIN documents d ON d.id = s.document_id
LEFT JOIN statement_speakers l ON l.document_id = s.document_id AND l.name = s.name
WHERE s.speaker_id = :speaker
GROUP BY s.document_id, s.name
"""
LOCAL_SPEAKERS = """
SELECT d.name, s.name, s.speaker_type, s.named, s.role, d.published, a.alias
FROM document_speakers s JOIN documents d ON d.id = s.document_id
LEFT JOIN aliases a ON a.document_id = s.document_id AND a.name = s.name AND a.alias <> a.name
ORDER BY d.name, s.name, a.alias
"""
ALIASES = """
SELECT DISTINCT a.speaker_id, a.alias FROM aliases a JOIN speakers p ON p.id = a.speaker_id WHERE a.alias <> p.name
"""
# What the rows of an export depend on.
STATE = """
SELECT (SELECT count(*) || ' ' || coalesce(max(scan_id), 0) FROM documents WHERE status = 'read') || ' '
    || (SELECT coalesce(max(id), 0) FROM reviews) || ' '
    || (SELECT count(*) || ' ' || coalesce(max(id), 0) FROM speaker_edits)
"""
# Whether a scan runs or was broken off, or left statements of which nobody has said what they repeat.
UNSETTLED = """
SELECT 1 FROM (SELECT finished FROM scans ORDER BY id DESC LIMIT 1) WHERE finished = ''
UNION ALL SELECT 1 FROM statements WHERE wording = ''
"""
# The ids of statements. What people corrected: these, and all of the same documents, for one may be the one meant where
# the document has changed since.
CORRECTED = """
SELECT s.id FROM documents d CROSS JOIN statements s ON s.document_id = d.id
WHERE d.name IN (SELECT document FROM reviews)
UNION SELECT id FROM statements WHERE statement_id IN (SELECT statement_id FROM reviews)
"""
OF_PROPOSITIONS = """
SELECT s.id FROM wordings w CROSS JOIN statements s ON s.wording = w.key
WHERE w.proposition_id IN (SELECT value FROM json_each(:propositions))
"""
SAME_PROPOSITION = """
SELECT s.id FROM wordings w CROSS JOIN statements s ON s.wording = w.key WHERE w.proposition_id IN (
    SELECT g.proposition_id FROM statements o CROSS JOIN wordings g ON g.key = o.wording WHERE o.id IN ({wanted}))
"""
LISTED = "SELECT value FROM json_each(:listed)"
NAMED_SO = """
SELECT id FROM statements WHERE statement_id = :identifier
UNION SELECT s.id FROM wordings w CROSS JOIN statements s ON s.wording = w.key
WHERE w.proposition_id IN (SELECT proposition_id FROM claims WHERE claim_id = :identifier UNION SELECT :identifier)
"""
SUMS = """
SELECT claim_id, occurrences, first_said, last_said FROM {table}
WHERE claim_id IN (SELECT value FROM json_each(:ids))
"""
# Statements with their documents, in the order of the documents' names.
EVERY_IN_ORDER = """
SELECT s.document_id, s.id FROM documents d CROSS JOIN statements s ON s.document_id = d.id ORDER BY d.name
"""
IN_ORDER = """
SELECT s.document_id, s.id
FROM ({wanted}) w CROSS JOIN statements s ON s.id = w.id CROSS JOIN documents d ON d.id = s.document_id ORDER BY d.name
"""
EVERY_PROPOSITION = "SELECT DISTINCT proposition_id FROM wordings ORDER BY 1"
THEIR_PROPOSITIONS = """
SELECT DISTINCT g.proposition_id
FROM ({wanted}) w CROSS JOIN statements s ON s.id = w.id CROSS JOIN wordings g ON g.key = s.wording ORDER BY 1
"""


def near(filters: Mapping[str, str]) -> str:
    """A query for the ids of the statements that may fit the filters of `Ledger.statements`, and of few others, were
    it not for what people corrected; empty where it would have to read all of the statements' texts."""
    if filters.get("document"):
        start, tests = "documents d CROSS JOIN statements s ON s.document_id = d.id", ["d.name = :document"]
    elif filters.get("speaker"):
        start = (
            "speakers p CROSS JOIN statement_speakers l ON l.speaker_id = p.id CROSS JOIN statements s "
            "ON s.document_id = l.document_id AND s.statement_id = l.statement_id "
            "CROSS JOIN documents d ON d.id = s.document_id"
        )
        # Several who speak together are asked for with "; " between them.
        one, all_asked = "'; ' || p.name || '; '", "'; ' || :speaker || '; '"
        tests = [f"(instr({one}, {all_asked}) OR instr({all_asked}, {one}))"]
    elif filters.get("since") or filters.get("until"):
        start, tests = "documents d CROSS JOIN statements s ON s.document_id = d.id", []
    else:
        return ""
    for bound, sign in (("since", ">="), ("until", "<=")):
        if filters.get(bound):
            tests.append(f"substr(coalesce(nullif(s.said_on, ''), d.published), 1, 4) {sign} substr(:{bound}, 1, 4)")
    return f"SELECT s.id FROM {start} WHERE {' AND '.join(tests)}"
