"""The commands as an operator meets them: what they print, and their exit status (docs/architecture.md, Commands)."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from support.installation import COMMAND, Installation
from support.office import ALFA, BETA, CLIENT, EWA, form, mail, moment

NOW = "2026-11-16T10:00:00+01:00"
NINE = moment("2026-11-16 09:00")


def test_help_names_every_command(installation: Installation) -> None:
    help_ = installation.run("--help")

    assert all(name in help_ for name in ("demo", "init", "check", "once", "run", "read", "decide", "correct", "reopen", "audit", "parked"))


def test_a_lead_from_its_mail_to_its_confirmation(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW)
    installation.run("decide", "GL-2026-00001", "approve", "--note", "ok", now=NOW)
    installation.run("once", now=NOW)

    lead = installation.rows("leads")[0]
    assert (lead["state"], lead["verdict"], lead["reasons"]) == ("confirmed", "confirmed", [])
    assert lead["fields"]["items"] == [{"product": "m365-business-standard", "quantity": 25, "billing": "annual"}]
    to_partner = [sent for sent in installation.sink.mails if "jan.nowak@alfa.example" in str(sent["To"])]
    assert len(to_partner) == 2
    assert "confirmed" in installation.run("show", "GL-2026-00001")


def test_show_puts_another_lead_that_may_be_the_same_beside_it(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA, NIP_klienta=None), at=NINE))
    installation.drop("2", mail(form(CLIENT, BETA, Klient="BROWAR ZDROJ S.A."), at=moment("2026-11-16 09:30"), sender=EWA))
    installation.run("once", now=NOW)

    shown = installation.run("show", "GL-2026-00002")
    assert "Beside GL-2026-00001 (incomplete, Alfa Systemy Sp. z o.o., received " in shown
    assert "✓ client.name: BROWAR ZDROJ S.A. | Browar Zdrój Sp. z o.o." in shown
    (row,) = json.loads(installation.run("show", "--json", "GL-2026-00002"))["beside"]
    assert (row["reference"], row["fields"][0]["likeness"]) == ("GL-2026-00001", "✓")


def test_a_wrong_decision_is_told_with_what_would_be_right(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW)

    installation.run("decide", "GL-2026-00001", "approve", "--check", "public-sector", now=NOW, status=2)

    assert "microsoft-registration" in installation.complaint


def test_correct_and_reopen(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA, Liczba_PC=None), at=NINE))
    installation.run("once", now=NOW)

    assert "in_review" in installation.run("correct", "GL-2026-00001", "client.pc_count=30", now=NOW)
    assert "rejected" in installation.run("decide", "GL-2026-00001", "reject", now=NOW)
    assert "in_review" in installation.run("reopen", "GL-2026-00001", now=NOW)


def test_an_unknown_reference_is_wrong_usage(installation: Installation) -> None:
    installation.run("show", "GL-2026-09999", status=2)

    assert "GL-2026-09999" in installation.complaint


def test_no_configuration_is_wrong_usage(tmp_path: Path, installation: Installation) -> None:
    installation.run("--config", str(tmp_path / "nowhere.yaml"), "once", status=2)

    assert "leadbot init" in installation.complaint


def test_check_tells_every_error_with_file_line_value_and_remedy(installation: Installation) -> None:
    text = installation.config.read_text("utf-8").replace("mode: live", "mode: lively").replace("poll_every: 1", "pol_every: 1")
    installation.config.write_text(text, "utf-8")

    installation.run("check", status=2)

    assert "leadbot.yaml:2" in installation.complaint
    assert "leadbot.yaml:5" in installation.complaint
    assert "lively" in installation.complaint


def test_check_reports_sample_values(installation: Installation) -> None:
    assert "sample value" in installation.run("check")


def test_check_connect_reaches_mailbox_server_and_database(installation: Installation) -> None:
    installation.run("check", "--connect")


@pytest.mark.failure("F41")
def test_staff_in_the_mailbox_that_is_read_is_refused(installation: Installation) -> None:
    installation.config.write_text(installation.config.read_text("utf-8").replace("anna@promise.pl", "csp@promise.pl"), "utf-8")

    installation.run("once", status=2)
    assert "csp@promise.pl" in installation.complaint
    installation.run("check", status=2)
    assert "the mailbox that leadbot reads" in installation.complaint


def test_a_missing_mailbox_is_out_of_reach(installation: Installation) -> None:
    (installation.folder / "inbox").rename(installation.folder / "elsewhere")

    installation.run("once", now=NOW, status=3)

    assert "inbox" in installation.complaint


def test_with_the_server_down_the_lead_is_registered_and_the_answer_waits(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "down", outgoing="smtp://127.0.0.1:9?tls=none")
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))

    installation.run("once", now=NOW, status=3)

    assert [lead["state"] for lead in installation.rows("leads")] == ["in_review"]
    assert "queued" in {row["state"] for row in installation.rows("outbox")}
    installation.stop()


def test_a_database_that_can_not_be_opened_is_out_of_reach(installation: Installation) -> None:
    (installation.folder / "leadbot.db").write_bytes(b"this is no database at all, only words" * 100)
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))

    installation.run("once", now=NOW, status=3)

    assert len(list((installation.folder / "inbox" / "new").iterdir())) == 1


def test_a_mail_too_large_is_parked_and_the_rest_goes_on(installation: Installation) -> None:
    installation.drop("1", mail("A" * 26_300_000, at=NINE, sender=EWA))
    installation.drop("2", mail(form(CLIENT, ALFA), at=NINE))

    installation.run("once", now=NOW, status=1)

    assert [row["reason"] for row in installation.rows("parked")] == ["too-large"]
    assert len(installation.rows("leads")) == 1
    key = installation.rows("parked")[0]["key"]
    installation.run("parked", "--retry", key)
    installation.run("once", now=NOW, status=1)
    assert len(installation.rows("parked")) == 1


def test_read_explains_and_touches_nothing(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail(form(CLIENT, BETA), at=NINE))
    (tmp_path / "two.eml").write_bytes(b"\x00\xff\xfe")

    output = installation.run("read", "--program", "promise-generuj-leady", "--json", str(tmp_path / "one.eml"), str(tmp_path / "two.eml"))

    first, second = map(json.loads, output.splitlines())
    assert (first["file"], first["kind"], first["leads"][0]["outcome"]) == ("one.eml", "lead", "in_review")
    assert "6423171456" in first["leads"][0]["evidence"]["client.tax_id"]["quote"]
    assert second["kind"] == "unrelated"
    assert not (tmp_path / "leadbot.db").exists()


def test_read_names_a_file_that_is_not_there(installation: Installation) -> None:
    row = json.loads(installation.run("read", "--program", "promise-generuj-leady", "--json", "nowhere.eml"))

    assert (row["kind"], row["defects"][0]["code"]) == ("unrelated", "no-such-file")


def test_a_list_is_an_object_a_line(installation: Installation) -> None:
    installation.drop("1", mail("A" * 26_300_000, at=NINE, sender=EWA))
    installation.drop("2", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW, status=1)

    for name in ("messages", "leads", "outbox", "parked", "audit"):
        lines = installation.run(name, "--json", status=int(name == "audit")).splitlines()
        assert lines
        assert list(map(json.loads, lines)) == installation.rows(name)


def test_init_writes_a_configuration_that_check_accepts(installation: Installation) -> None:
    installation.run("init", "fresh")

    installation.run("--config", "fresh/leadbot.yaml", "check")
    installation.run("init", "fresh", status=2)


def test_what_a_program_had_is_listed_when_it_is_no_longer_configured(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW)
    installation.config.write_text(installation.config.read_text("utf-8").replace("promise-generuj-leady", "infor-referral"), "utf-8")

    assert "GL-2026-00001" in installation.run("leads")
    assert "jan.nowak@alfa.example" in installation.run("messages")


@pytest.mark.failure("F57")
def test_the_service_answers_and_stops_on_sigterm(installation: Installation) -> None:
    service = subprocess.Popen([COMMAND, "run"], cwd=installation.folder, env=installation.environment(None), stderr=subprocess.PIPE)
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))

    assert installation.sink.arrived.wait(60)
    service.send_signal(signal.SIGTERM)

    assert service.wait(30) == 0
    assert service.stderr is not None
    service.stderr.close()


@pytest.mark.failure("F54")
def test_a_second_process_leaves_the_work_to_the_first(installation: Installation) -> None:
    with subprocess.Popen([COMMAND, "run"], cwd=installation.folder, env=installation.environment(None)) as service:
        installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
        assert installation.sink.arrived.wait(60)

        assert "another process" in installation.run("once", now=NOW)
        service.send_signal(signal.SIGTERM)


def test_the_database_and_the_configuration_are_their_owners_alone(installation: Installation) -> None:
    installation.run("once", now=NOW)
    installation.run("init", "fresh")

    assert oct((installation.folder / "leadbot.db").stat().st_mode & 0o777) == "0o600"
    assert oct((installation.folder / "fresh" / "leadbot.yaml").stat().st_mode & 0o777) == "0o600"
