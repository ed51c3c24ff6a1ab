"""The address of an IMAP mailbox."""

import pytest

from leadbot.mailbox.server import ImapServer, Secrecy


def test_an_encrypted_address_has_its_port_and_folder_by_itself() -> None:
    server = ImapServer.parse("imaps://anna:geheim@mail.example")

    assert (server.host, server.port, server.secrecy, server.folder) == ("mail.example", 993, Secrecy.TLS, "INBOX")


def test_a_clear_address_means_starttls() -> None:
    server = ImapServer.parse("imap://anna:geheim@mail.example/")

    assert (server.port, server.secrecy) == (143, Secrecy.STARTTLS)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "[::1]", "localhost"])
def test_without_encryption_only_to_this_machine(host: str) -> None:
    assert ImapServer.parse(f"imap://anna:geheim@{host}:1143/INBOX?tls=none").secrecy is Secrecy.NONE


@pytest.mark.parametrize("host", ["mail.example", "192.168.0.1", "localhost.evil.example", "0.0.0.0", "127.0.0.1.evil.example"])
def test_a_login_in_clear_over_the_net_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="in clear"):
        ImapServer.parse(f"imap://anna:geheim@{host}/INBOX?tls=none")


def test_every_part_may_be_percent_encoded() -> None:
    server = ImapServer.parse("imap://a%40b.example:p%2F%40%3A%3F%25@[::1]:1143/Leads/Zg%C5%82oszenia%20%3F?tls=none")

    assert (server.user, server.password, server.folder) == ("a@b.example", "p/@:?%", "Leads/Zgłoszenia ?")
    assert (server.host, server.port) == ("::1", 1143)


def test_a_password_as_people_write_it_ends_at_the_last_at_sign() -> None:
    assert ImapServer.parse("imaps://anna:p@ss:w/rd?@mail.example/INBOX").password == "p@ss:w/rd?"


@pytest.mark.parametrize(
    "url",
    [
        "imaps://mail.example/INBOX",
        "imaps://anna@mail.example",
        "imaps://anna:@mail.example",
        "imaps://anna:geheim@",
        "imaps://anna:geheim@mail.example:0",
        "imaps://anna:geheim@mail.example:99999",
        "imaps://anna:geheim@mail.example?tls=off",
        "imaps://anna:geheim%0D%0AA1%20LOGOUT@mail.example",
        "imaps://an%00na:geheim@mail.example",
        "imaps://anna:geheim@mail.example/IN%0ABOX",
    ],
)
def test_what_is_no_address_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w+") as raised:
        ImapServer.parse(url)

    assert "geheim" not in str(raised.value)


def test_a_password_is_never_shown() -> None:
    assert "geheim" not in repr(ImapServer.parse("imaps://anna:geheim@mail.example"))
