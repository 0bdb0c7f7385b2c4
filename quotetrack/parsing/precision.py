"""In which precision the models read."""

from __future__ import annotations

import os
from typing import Any

import torch

VARIABLE = "QUOTETRACK_PRECISION"


def reading_precision() -> torch.dtype:
    """bfloat16 where the processor multiplies in it by itself, which takes a third of the time, else float32.

    The two agree in all but a few statements of a thousand. With the environment variable QUOTETRACK_PRECISION set to
    "single", statements are the same on every machine, whatever its processor.
    """
    known: Any = torch.cpu
    native = any(getattr(known, name, bool)() for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return torch.bfloat16 if native and os.environ.get(VARIABLE) != "single" else torch.float32
