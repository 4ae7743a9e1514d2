"""Which line has the same person already: a compact hash table for millions of rows."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

_FIRST_BITS = 12


class SeenKeys:
    """Remembers a 64-bit hash and a line number a key, in 12 bytes a slot, 18 to 36 bytes a key.

    A dict of a million keys would take ten times as much. Open addressing with linear probing (Knuth, TAOCP 3, 6.4).
    Two different keys of a million share a hash once in some 30 million files; Python salts string hashes anew in
    every process, so a file cannot be made to.
    """

    def __init__(self) -> None:
        self._allocate(_FIRST_BITS)
        self._count = 0

    def first_line(self, key: Hashable, line: int) -> int | None:
        """The line where the key was seen first; None, and remembered, when this is the first time."""
        value = hash(key) or 1  # 0 marks an empty slot
        hashes, mask = self._hashes, self._mask
        slot = value & mask
        while found := hashes[slot]:
            if found == value:
                return self._lines[slot]
            slot = (slot + 1) & mask
        hashes[slot] = value
        self._lines[slot] = line
        self._count += 1
        if self._count > self._limit:
            self._grow()
        return None

    def find(self, key: Hashable) -> int | None:
        """The line of the key; None when it has not been seen."""
        value = hash(key) or 1
        slot = value & self._mask
        while found := self._hashes[slot]:
            if found == value:
                return self._lines[slot]
            slot = (slot + 1) & self._mask
        return None

    def _allocate(self, bits: int) -> None:
        self._bits = bits
        self._mask = (1 << bits) - 1
        self._limit = (1 << bits) * 2 // 3
        self._hashes = array("q", [0]) * (1 << bits)
        self._lines = array("I", [0]) * (1 << bits)

    def _grow(self) -> None:
        old_hashes, old_lines = self._hashes, self._lines
        self._allocate(self._bits + 1)
        hashes, lines, mask = self._hashes, self._lines, self._mask
        for value, line in zip(old_hashes, old_lines, strict=True):
            if value:
                slot = value & mask
                while hashes[slot]:
                    slot = (slot + 1) & mask
                hashes[slot] = value
                lines[slot] = line
