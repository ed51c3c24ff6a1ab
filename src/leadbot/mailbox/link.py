"""A folder that is open whenever it is asked: connects, connects again after a loss, and knows when to give up."""

import ssl
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from leadbot.mailbox.connection import Client, Patience, connect, words_of
from leadbot.mailbox.folder import FAULTS, LOST, Folder, Found
from leadbot.mailbox.server import ImapServer
from leadbot.model.errors import LoginRefused, OutOfReach

_RECONNECTIONS, _RECONNECTIONS_FOR_ONE = 1, 4
"""In a row; the second while a mail is sought at which the server or its answer breaks."""
_LONGEST_REST = 59
"""Questions: an hour, where one is asked a minute."""

T = TypeVar("T")


class Link:
    """One connection at a time, made when it is needed.

    After a refused login the next questions don't try again: one, three, seven … up to 59 of them, lest the account be locked.
    """

    def __init__(self, server: ImapServer, patience: Patience, context: ssl.SSLContext | None) -> None:
        self._server = server
        self._patience = patience
        self._context = context
        self._folder: Folder | None = None
        self._losses = 0
        self._refusal = ""
        self._refusals = 0
        self._rest = 0

    def ask(self, question: Callable[[Folder], T]) -> T:
        """The answer; asked once more where the connection was lost. Raises OutOfReach."""
        while True:
            try:
                answer = question(self._opened())
            except LOST as error:
                self._lose(error, _RECONNECTIONS)
            except FAULTS as error:
                words = f"The mailbox server {self._server} gave an answer that is of no use: {words_of(error)}."
                raise OutOfReach(f"{words} The next cycle asks again; if it stays so, its administrator can help.") from error
            else:
                self._losses = 0
                return answer

    def ask_each(
        self, question: Callable[[Folder, Sequence[int]], dict[int, Found]], uids: Sequence[int], failed: dict[int, str]
    ) -> dict[int, Found]:
        """The answers for all; where that fails, for each by itself, so that one mail that can't be told of keeps no other back.

        Adds to `failed` why that was so. Raises OutOfReach.
        """
        for _ in range(2):
            try:
                return question(self._opened(), uids)
            except LOST as error:
                # The first time it may have been the network.
                self._lose(error, _RECONNECTIONS_FOR_ONE)
            except FAULTS:
                self._drop()
                break
        found: dict[int, Found] = {}
        for uid in uids:
            try:
                found |= question(self._opened(), [uid])
                self._losses = 0
            except FAULTS as error:
                if isinstance(error, LOST):
                    self._lose(error, _RECONNECTIONS_FOR_ONE)
                # What is left of such an answer would be taken for the next one.
                self._drop()
                failed[uid] = f"the server's answer can't be used: {words_of(error)}"
        return found

    def close(self) -> None:
        """Ends the connection, if there is one."""
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.close()
        self._losses = 0

    def _opened(self) -> Folder:
        if self._folder is None:
            client = self._connected()
            try:
                self._folder = Folder(client, self._server.folder)
            except BaseException:
                client.leave()
                raise
        return self._folder

    def _connected(self) -> Client:
        if self._rest:
            self._rest -= 1
            raise LoginRefused(f"{self._refusal} The login is tried again after {self._rest} further looks, lest the account be locked.")
        try:
            client = connect(self._server, self._patience, self._context)
        except LoginRefused as error:
            self._refusals += 1
            self._refusal, self._rest = str(error), min(2**self._refusals - 1, _LONGEST_REST)
            raise
        self._refusals = 0
        return client

    def _lose(self, error: Exception, allowed: int) -> None:
        """The connection is let go of, and there is a pause; too many losses in a row raise OutOfReach."""
        self._drop()
        self._losses += 1
        if self._losses > allowed:
            self._losses = 0
            words = f"The connection to the mailbox server {self._server} was lost ({words_of(error)})."
            raise OutOfReach(f"{words} See whether server and network are up; the next cycle goes on where this one stopped.") from error
        time.sleep(self._patience.pause * 2 ** (self._losses - 1))

    def _drop(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.drop()
