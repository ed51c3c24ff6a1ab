from leadbot.model.lead import Reference
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address
from leadbot.writing.threads import answered_id, message_id, reply_subject, thread_references

from .builder import SENDER, correspondence, program

ONE = [Reference("GL-2026-00042")]


def subject(original: str, references: list[Reference] = ONE) -> str:
    return reply_subject(original, references, program(mail_words=MailWords(reply_prefixes=("Odp", "RE", "SV"))), "Program Próba")


def test_the_subject_keeps_the_partners_words_and_adds_the_reference() -> None:
    assert subject("Zgłoszenie: Amper") == "Re: Zgłoszenie: Amper [GL-2026-00042]"


def test_reply_prefixes_of_all_languages_are_not_piled_up() -> None:
    assert subject("Odp: RE: Re[2]: sv: Amper") == "Re: Amper [GL-2026-00042]"


def test_a_forward_prefix_stays() -> None:
    assert subject("Fwd: Amper") == "Re: Fwd: Amper [GL-2026-00042]"


def test_a_known_reference_is_not_repeated() -> None:
    assert subject("Re: Amper [GL-2026-00042]") == "Re: Amper [GL-2026-00042]"


def test_an_empty_subject_gets_the_programs_title() -> None:
    assert subject("Re: ") == "Re: Program Próba [GL-2026-00042]"


def test_several_leads_are_counted() -> None:
    many = [*ONE, Reference("GL-2026-00043"), Reference("GL-2026-00044")]

    assert subject("Leady", many) == "Re: Leady [GL-2026-00042 +2]"


def test_a_subject_is_one_line_of_at_most_150_characters_with_the_reference() -> None:
    for original in ("x\r\nBcc: a@b.example " * 40, "ą" * 500, "[GL-2026-00042] " + "y" * 500, "y" * 140 + " GL-2026-00042"):
        made = subject(original)

        assert len(made) <= 150
        assert "GL-2026-00042" in made
        assert made.isprintable()


def test_the_message_id_is_the_same_for_the_same_key_and_of_the_senders_domain() -> None:
    made = message_id("reply:abc", SENDER)

    assert made == message_id("reply:abc", SENDER)
    assert made != message_id("reply:abd", SENDER)
    assert made.startswith("<leadbot.")
    assert made.endswith("@promise.example>")
    assert message_id("reply:abc", Address(name="", email="a@żółw.example")).isascii()


def test_the_answered_mail_stands_last_among_the_references() -> None:
    mail = correspondence(references=("<root@x>", "<one@netstar.example>", "<two@x>"))

    assert thread_references(mail) == ("<root@x>", "<two@x>", "<one@netstar.example>")


def test_a_long_conversation_keeps_its_root_and_its_newest_mails() -> None:
    mail = correspondence(references=tuple(f"<m{n}@x>" for n in range(100)), message_id="<last@x>")

    made = thread_references(mail)

    assert len(made) == 20
    assert (made[0], made[1], made[-1]) == ("<m0@x>", "<m82@x>", "<last@x>")


def test_ids_that_are_none_are_left_out() -> None:
    mail = correspondence(references=("no brackets", "<a b@x>", "<a\r\nBcc: x@y>", "<ą@x>", f"<{'x' * 300}@y>"), message_id="<x\n@y>")

    assert thread_references(mail) == ()
    assert answered_id(mail) is None


def test_a_senders_domain_that_is_none_still_makes_a_message_id() -> None:
    assert message_id("reply:abc", Address(name="", email=f"a@{'ż' * 80}.example")).endswith("@localhost.invalid>")
