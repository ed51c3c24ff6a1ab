"""Lists, and programs that change, as an operator meets them."""

import json
from pathlib import Path

from leadbot.app import program_by_name
from support.installation import Installation
from support.office import ALFA, CLIENT, form, mail, moment

NOW = "2026-11-16T10:00:00+01:00"
NINE = moment("2026-11-16 09:00")
PROMISE = "promise-generuj-leady"


def write(installation: Installation, name: str, text: str) -> Path:
    path = installation.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_list_is_tried_imported_and_judged_by(installation: Installation) -> None:
    write(installation, "smb.csv", "NIP;Nazwa\n5210079192;Alfa\n1234;Beta\n")

    installation.run("import", "--program", PROMISE, "smb-clients", "smb.csv", now=NOW, status=2)
    write(installation, "smb.csv", "NIP;Nazwa\n5210079192;Alfa\n")
    tried = json.loads(installation.run("import", "--program", PROMISE, "--dry-run", "--json", "smb-clients", "smb.csv", now=NOW))
    told = installation.run("import", "--program", PROMISE, "smb-clients", "smb.csv", now=NOW)
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW)

    assert (tried["applied"], tried["added"]) == (False, ["5210079192, Alfa"])
    assert told.splitlines() == ["+ 5210079192, Alfa", "smb-clients: 1 new, 0 changed, 0 gone, 0 as before"]
    assert [lead["reasons"] for lead in installation.rows("leads")] == [["client-not-eligible"]]


def test_a_wrong_row_is_told_with_line_value_and_remedy(installation: Installation) -> None:
    write(installation, "smb.csv", "NIP;Nazwa\n1234;Beta\n")

    told = installation.run("import", "--program", PROMISE, "smb-clients", "smb.csv", now=NOW, status=2)

    assert told.startswith("smb.csv:2: NIP: this is no valid tax id")
    assert "(found: 1234). Correct it" in told


def test_a_changed_program_is_tried_comes_into_force_and_is_applied(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA), at=NINE))
    installation.run("once", now=NOW)
    new = program_by_name(PROMISE).source.replace("    minimum: 3 ", "    minimum: 100 ")
    path = write(installation, f"programs/{PROMISE}.yaml", new)
    elsewhere = path.rename(installation.folder / "new.yaml")

    tried = installation.run("replay", "--program", "new.yaml", now=NOW)
    elsewhere.rename(path)
    assert "new:   rejected (rejected below-minimum-quantity)" in tried
    assert tried.endswith("1 mails replayed. Verdicts differ for 1, our mails for 1, payouts for 0. Nothing was sent or written.\n")

    later = "2026-11-17T10:00:00+01:00"
    installation.run("once", now=later)
    installation.run("reopen", "GL-2026-00001", now=later)
    assert [lead["state"] for lead in installation.rows("leads")] == ["in_review"]

    assert "in_review -> rejected below-minimum-quantity" in installation.run("apply", "--program", PROMISE, now=later)
    assert [lead["state"] for lead in installation.rows("leads")] == ["rejected"]


def test_check_tells_what_is_doubtful_of_the_programs_at_work_and_of_a_file_alone(installation: Installation) -> None:
    in_order = installation.run("check", now=NOW)
    over = installation.run("check", now="2027-01-01T10:00:00+01:00", status=1)
    alone = installation.run("check", "--program", "also-waas", now=NOW)

    assert "rules.budget.amount is a sample value, replace before use" in in_order
    assert "doubt" not in in_order + alone
    assert "doubt:" in over
    assert "the window is over" in over


def test_the_schemas_are_printed(installation: Installation) -> None:
    assert json.loads(installation.run("schema", "program"))["title"] == "leadbot program file"
    assert json.loads(installation.run("schema", "lexicon"))["title"] == "leadbot lexicon"
