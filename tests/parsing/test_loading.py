"""What loading and reading leave in memory, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

MANY_SHAPES = """
import quotetrack.parsing
import torch

def held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024

weights = torch.ones(1536, 384, dtype=torch.bfloat16)
before = held()
for rows in range(10, 610):
    torch.nn.functional.linear(torch.ones(rows, 384, dtype=torch.bfloat16), weights)
print(held() - before)
"""
COMPILER = """
import sys
from quotetrack.parsing.parser import Parser

Parser()
print("torch._dynamo" in sys.modules)
import torch
torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
print("torch._dynamo" in sys.modules)
"""


def run(code: str) -> list[str]:
    known = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
    own = {name: value for name, value in os.environ.items() if name not in known}
    done = subprocess.run([sys.executable, "-c", code], env=own, check=True, capture_output=True, text=True)
    return done.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for a process's memory")
def test_torch_does_not_keep_working_memory_for_each_shape_of_input() -> None:
    # 430 MB more with the capacities that torch has by itself, 40 MB with ours
    assert int(run(MANY_SHAPES)[0]) < 150


def test_models_load_without_torchs_compiler() -> None:
    """It takes half a second to import; whoever wants it afterwards gets it."""
    assert run(COMPILER) == ["False", "True"]
