"""What the editor sends, a whole message at a time."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from concurrent.futures import Executor
from typing import BinaryIO

from perfsupport.languageserver.turns import Turns

LENGTH = re.compile(rb"Content-Length: (\d+)\r\n")


class Incoming:
    """Reads in another thread, and gives the lines of a message's head and its body to the loop of pygls.

    A message is read in one go, since while a check is under way each wait for the other thread costs a turn. From its
    first byte until the next one is asked for, checks wait.
    """

    def __init__(self, stream: BinaryIO, executor: Executor, turns: Turns) -> None:
        self._stream, self._executor, self._turns = stream, executor, turns
        self._head: deque[bytes] = deque()
        self._body = b""
        self._is_handling = False

    async def readline(self) -> bytes:
        """Return a line of the head; nothing at the end of the stream."""
        if not self._head:
            self._end_turn()
            loop = asyncio.get_running_loop()
            self._head, self._body = await loop.run_in_executor(self._executor, self._read)
        return self._head.popleft()

    async def readexactly(self, n: int) -> bytes:
        """Return the body, of which the head has told that it is so long."""
        return self._body[:n]

    def _read(self) -> tuple[deque[bytes], bytes]:
        head = deque([self._stream.readline()])
        if not head[0]:
            return head, b""
        self._turns.begin()
        self._is_handling = True
        while head[-1].strip():
            head.append(self._stream.readline())
        found = filter(None, map(LENGTH.fullmatch, head))
        return head, next((self._stream.read(int(match[1])) for match in found), b"")

    def _end_turn(self) -> None:
        if self._is_handling:
            self._is_handling = False
            self._turns.end()
