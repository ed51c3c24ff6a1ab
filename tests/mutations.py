"""`python tests/mutations.py`: breaks ten promises on purpose, one after another, in a copy of the tree. A test must see each.

They are green on the copy as it is. Exit status 1 where a breakage goes unseen.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("src", "config", "templates", "tests", "docs", "pyproject.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One promise, and how it is broken."""

    promise: str
    patches: tuple[tuple[str, str, str], ...]
    """File below src/leadbot, what stands there once, and what stands there instead."""
    tests: tuple[str, ...]
    """Below tests/unit; at least one fails where the promise is broken."""


MUTATIONS = (
    Mutation(
        promise="mails are committed before the mailbox is told",
        patches=(
            (
                "service/receive.py",
                "    if batch.messages:\n        with registry.begin() as uow:\n",
                "    mailbox.settle([raw.location for raw in batch.messages])\n"
                "    if batch.messages:\n        with registry.begin() as uow:\n",
            ),
        ),
        tests=(
            "service/test_faults.py::test_a_locked_database_stops_the_cycle_and_takes_nothing_from_the_mailbox",
            "service/test_faults.py::test_mails_are_stored_before_the_mailbox_is_told",
        ),
    ),
    Mutation(
        promise="a message has one reply",
        patches=(
            ("registry/tables.py", 'Index("uq_outbox_reply", "answers", unique=True', 'Index("uq_outbox_reply", "answers", unique=False'),
        ),
        tests=("registry/test_outbox.py::test_a_message_has_one_reply_whatever_its_key",),
    ),
    Mutation(
        promise="`sending` is committed before a mail is handed over",
        patches=(
            (
                "service/deliver.py",
                "else self._begin(uow, waiting)\n",
                "else self._begin(uow, waiting)\n                became = self._connections.send(begun) if begun else []\n",
            ),
            ("service/deliver.py", "            became = self._connections.send(begun)\n            ends", "            ends"),
        ),
        tests=("service/test_deliver.py::test_a_killed_process_leaves_an_unknown_mail",),
    ),
    Mutation(
        promise="an attempt is counted before the mail is read",
        patches=(("service/process.py", "        uow.messages.count_attempt([stored.key for stored in chosen])\n", ""),),
        tests=("service/test_process.py::test_a_mail_at_which_the_whole_process_dies_is_read_three_times_and_no_more",),
    ),
    Mutation(
        promise="automatic mail is not answered",
        patches=(
            ("reader/in_process.py", "automatic = automatic_reason(message, program.mail_words, self.own_addresses)", "automatic = None"),
        ),
        tests=(
            "service/test_process.py::test_an_out_of_office_reply_is_silent",
            "service/test_loops.py::test_two_leadbots_fall_silent_after_one_mail_whatever_headers_are_lost",
        ),
    ),
    Mutation(
        promise="answers are capped",
        patches=(
            (
                "service/answering.py",
                "    if full_day(uow, desk, to, now):\n        return True\n    if registers:\n",
                "    if not registers or registers:\n",
            ),
        ),
        tests=(
            "service/test_modes_and_caps.py::test_status_mails_of_one_address_are_answered_five_times_a_day",
            "service/test_loops.py::test_a_flood_of_leads_from_one_sender_is_kept_and_answered_up_to_the_days_cap_and_others_are_served",
        ),
    ),
    Mutation(
        promise="a reference authorises nothing (invariant 4)",
        patches=(("service/answering.py", "return address in addresses or bool(", "return True or bool("),),
        tests=(
            "service/test_whose_lead.py::test_a_strangers_mail_gives_it_no_right_to_the_lead",
            "service/test_trust.py::test_a_look_alike_domain_gives_no_right",
        ),
    ),
    Mutation(
        promise="a value is escaped in HTML",
        patches=(
            ("writing/templates.py", "        return escape(text)\n", "        return Markup(text)\n"),
            ("writing/templates.py", "autoescape=lambda name: name == LAYOUT", "autoescape=False"),
        ),
        tests=("writing/test_reply.py::test_a_value_is_inert_in_both_parts",),
    ),
    Mutation(
        promise="no value brings a line break into a header",
        patches=(("writing/headers.py", "    line = fold(text)\n    return line if ", "    line = text\n    return line if True or "),),
        tests=("writing/test_wire.py::test_a_header_can_begin_no_other_header",),
    ),
    Mutation(
        promise="places go by the time of receipt",
        patches=(
            ("judging/rivals.py", "        return other.received_at <= case.received_at\n", "        return True\n"),
            ("registry/messages.py", "_OLDEST_FIRST = (message.c.received_at, message.c.id)", "_OLDEST_FIRST = (message.c.id,)"),
        ),
        tests=(
            "service/test_places.py::test_an_older_mail_read_after_a_younger_one_was_first",
            "service/test_register.py::test_two_mails_at_once_are_registered_in_the_order_of_their_receipt",
        ),
    ),
)


def mutated(mutation: Mutation, source: Path) -> dict[Path, str]:
    """The files below `source` (a `src/leadbot`) as that mutation has them. Raises ValueError where what it breaks is not there once."""
    files: dict[Path, str] = {}
    for name, old, new in mutation.patches:
        path = source / name
        text = files.get(path) or path.read_text("utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{mutation.promise}: {name} holds {text.count(old)} times {old!r}")
        files[path] = text.replace(old, new)
    return files


def failed(tree: Path, tests: tuple[str, ...]) -> list[str]:
    """The tests of these that fail in that tree."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-rfE",
        *(f"tests/unit/{test}" for test in tests),
    ]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout + done.stderr)
    lines = (line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR ")))
    return list(dict.fromkeys(line.partition("[")[0].removeprefix("tests/unit/") for line in lines))


def main() -> int:
    """Break each, tell which tests saw it."""
    with tempfile.TemporaryDirectory(prefix="leadbot-mutations-") as folder:
        tree = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, tree / name)
        broken = failed(tree, tuple(test for mutation in MUTATIONS for test in mutation.tests))
        if broken:
            print(f"These fail before anything is broken: {', '.join(broken)}")
            return 1
        unseen = 0
        for mutation in MUTATIONS:
            files = mutated(mutation, tree / "src" / "leadbot")
            kept = {path: path.read_text("utf-8") for path in files}
            for path, text in files.items():
                path.write_text(text, "utf-8")
            seen = failed(tree, mutation.tests)
            for path, text in kept.items():
                path.write_text(text, "utf-8")
            unseen += not seen
            print(f"{'seen' if seen else 'NOT SEEN'}: {mutation.promise}: {', '.join(seen)}", flush=True)
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main())
