"""Whatever octets the mailbox holds, each mail ends as answered, silent, with staff or parked, and leaves no trace on the others."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.seeds import seeds
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.registry import audit
from support.office import ALFA, CLIENT, Office, form

SEEDS = [seed for seed in seeds("read") if len(seed) < 8_000][:30]
ENDS = {Disposition.ANSWERED, Disposition.SILENT, Disposition.WITH_STAFF, Disposition.PARKED}
AT = "2026-11-16 10:00"


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    seed = draw(st.just(b"") | st.sampled_from(SEEDS))
    start, end = sorted((draw(st.integers(0, len(seed))), draw(st.integers(0, len(seed)))))
    return seed[:start] + draw(st.binary(max_size=300)) + seed[end:]


@given(st.lists(mails(), min_size=1, max_size=6, unique=True))
@settings(max_examples=8)
def test_any_octets_come_to_one_end_and_a_lead_among_them_is_answered(drawn: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder))
        for raw in drawn:
            office.store_only(raw, at=AT)
        good = office.take(form(CLIENT, ALFA), at=AT)
        for _ in range(3):
            office.process(at=AT)
        office.deliver(AT)

        assert office.reply_to(good) is not None
        assert set(office.dispositions()) <= ENDS
        assert not office.outbox(OutboxState.QUEUED, OutboxState.SENDING)
        with office.registry.begin() as uow:
            report = audit(uow)
        assert report.adds_up
        assert {finding.code for finding in report.findings if finding.broken} <= {"parked"}
        office.close()
