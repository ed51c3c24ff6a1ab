"""The child process: reads the mails that come through its socket, one at a time, until the parent is gone."""

import gc
import pickle
import socket

import leadbot.mime
import leadbot.reading  # noqa: F401 - both are loaded before the first mail, at no mail's cost
from leadbot.model.program import Program
from leadbot.model.reading import Unreadable
from leadbot.model.submission import Thread
from leadbot.reader.frames import READY, Answer, Question, receive, send
from leadbot.reader.in_process import InnerReader, failure
from leadbot.reader.limits import Limits, address_space, bounded, settle_as_child

MAXIMUM_ANSWER = 64 * 1024 * 1024
"""Octets of an answer: attachments are in it, and the parent, which has no limits, takes it whole."""
WORN_OCTETS = 256 * 1024 * 1024
"""A child that is larger by so much once a mail is read asks to be replaced."""
_YOUNG = 50_000
"""Objects that are made before garbage is looked for: those of several mails, nearly all of which go without it."""


def serve(descriptor: int) -> None:
    """Answer questions through this open socket until the parent closes it, or is gone."""
    settle_as_child()
    # What was loaded is there to stay: no collection of garbage walks through it.
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.enable()
    with socket.socket(fileno=descriptor) as channel:
        try:
            reader, limits = pickle.loads(receive(channel))
            send(channel, READY)
            _answer_all(channel, reader, limits)
        except (EOFError, ConnectionError):
            return


def _answer_all(channel: socket.socket, reader: InnerReader, limits: Limits) -> None:
    began = address_space()
    known: list[Program] = []
    while True:
        question: Question = pickle.loads(receive(channel))
        number, given, octets, thread = question
        raw = octets if octets is not None else bytes(receive(channel))
        if given is not None:
            known.append(given)
        send(channel, _answer(reader, limits, raw, known[number], thread, began))
        if given is not None:
            # So is what the program's first mail has made.
            gc.collect()
            gc.freeze()


def _answer(reader: InnerReader, limits: Limits, raw: bytes, program: Program, thread: Thread | None, began: int | None) -> bytes:
    try:
        with bounded(limits):
            reading = reader.read(raw, program, thread)
            worn = isinstance(reading, Unreadable) and reading.code == "reader-memory"
            return _packed((reading, worn or _worn(began)))
    except Exception as error:  # whatever a mail does, the parent hears of it
        return _packed((failure(error), True))


def _packed(answer: Answer) -> bytes:
    packed = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    if len(packed) > MAXIMUM_ANSWER:
        raise MemoryError(f"what was read takes {len(packed)} octets, at most {MAXIMUM_ANSWER} are handed on")
    return packed


def _worn(began: int | None) -> bool:
    now = address_space()
    return began is not None and now is not None and now - began > WORN_OCTETS
