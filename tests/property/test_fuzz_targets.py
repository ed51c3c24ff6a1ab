"""The targets of `make fuzz` on drawn octets and changed seeds, and on every input that once broke one."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import seeds
from fuzz.targets import KEPT, TARGETS

FEW = 8
"""Examples of a target: `make fuzz` is where time is spent."""
MEMORY = 200 * 2**20
"""Octets that one input may take; the reader has 512 MB for a whole mail (reader/limits.py)."""
SEEDS = {name: [seed for seed in seeds(name) if len(seed) <= 20_000][:40] for name in TARGETS}


@pytest.mark.parametrize("target", TARGETS)
@given(st.data())
@settings(max_examples=FEW)
def test_any_octets_end_well(target: str, data: st.DataObject) -> None:
    seed = data.draw(st.just(b"") | st.sampled_from(SEEDS[target]))
    at = data.draw(st.integers(0, len(seed)))
    drawn = data.draw(st.binary(max_size=200))
    rest = data.draw(st.integers(at, len(seed)))

    TARGETS[target](seed[:at] + drawn + seed[rest:])


@pytest.mark.parametrize("path", sorted(KEPT.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_input_that_once_broke_a_target_ends_well(path: Path) -> None:
    tracemalloc.start()
    try:
        TARGETS[path.parent.name](path.read_bytes())
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
