"""Documents to tokens, sentences, syntax and names: Stanza's processors over one shared encoder."""

import os

# torch keeps what it has prepared for each shape of input, and working memory with it: for 1,024 shapes of each kind
# unless it is told. A scan meets thousands, and of most no second time. It asks for these at its first work.
for _name in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
    os.environ.setdefault(_name, "16")
