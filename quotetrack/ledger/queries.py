"""What the ledger asks its file for."""

from __future__ import annotations

SURE = "s.confidence >= :min_confidence"
# The statements of the propositions from :low to :high, and of documents that people corrected: one may come to them.
PART = """s.id IN (
    SELECT i.id FROM wordings g JOIN statements i ON i.wording = g.key
    WHERE g.proposition_id >= :low AND g.proposition_id < :high
    UNION SELECT i.id FROM statements i JOIN documents r ON r.id = i.document_id
    WHERE r.name IN (SELECT document FROM reviews) OR i.statement_id IN (SELECT statement_id FROM reviews))"""
# The statements of the documents from :low to :high, by name, and of those that people corrected.
DOCUMENT_PART = """s.document_id IN (
    SELECT id FROM documents WHERE name BETWEEN :low AND :high
    UNION SELECT id FROM documents WHERE name IN (SELECT document FROM reviews)
    UNION SELECT document_id FROM statements WHERE statement_id IN (SELECT statement_id FROM reviews))"""
# Of each of :names, a JSON array, the first statement that it is a speaker of.
FIRST_OF_NAMES = """s.id IN (
    SELECT min(i.id) FROM speakers n JOIN statement_speakers m ON m.speaker_id = n.id
    JOIN statements i ON i.document_id = m.document_id AND i.statement_id = m.statement_id
    WHERE n.name IN (SELECT value FROM json_each(:names)) AND i.confidence >= :min_confidence GROUP BY n.name)"""
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
WHERE {chosen}
"""
LINKS = """
SELECT s.id AS row, min(l.position) AS position, p.id AS speaker_id, p.name AS speaker,
    coalesce(nullif(p.speaker_type, ''), d.speaker_type) AS speaker_type, d.role
FROM statement_speakers l
JOIN statements s ON s.document_id = l.document_id AND s.statement_id = l.statement_id
JOIN document_speakers d ON d.document_id = l.document_id AND d.name = l.name
JOIN speakers p ON p.id = l.speaker_id
LEFT JOIN wordings w ON w.key = s.wording
WHERE {chosen}
GROUP BY s.id, p.id
ORDER BY 1, 2
"""
REVIEWS = "SELECT statement_id, document, claim, start, column_name, value FROM reviews ORDER BY id"
PLACES = """
SELECT s.id AS row, s.statement_id, d.name AS document, s.claim, s.start
FROM statements s JOIN documents d ON d.id = s.document_id
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
