"""How quotetrack/models/en is made, from public treebanks and corpora.

``python -m training DATA_DIR`` runs every step; see the model card for the data and licences.
"""
