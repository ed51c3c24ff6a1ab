"""Where something stands tells whose it is: signature, forwarded mail, legal clause."""

from tests.unit.reading.builder import NIP, OTHER_NIP, disclaimer, fields, forwarded, own, signature

from leadbot.model.message import Address

CLIENT = Address(name="Wojciech Malec", email="biuro@malec-okna.example")


def test_the_partner_may_stand_in_the_signature_alone() -> None:
    found = fields(
        f"kowalski sp zoo, nip {NIP}, 25x BS, 30 kompow",
        signature(f"pzdr\nJan Nowicki\nPPHU Nowicki Komputery\nLipowa 8, 21-500 Biala Podlaska\nNIP {OTHER_NIP}\ntel 502113900"),
    )
    assert (found["client.name"], found["partner.name"]) == ("kowalski sp zoo", "PPHU Nowicki Komputery")
    assert (found["partner.tax_id"], found["contact.phone"]) == (OTHER_NIP, "+48502113900")


def test_the_partner_may_stand_in_a_legal_clause_alone() -> None:
    found = fields(
        f"Klient: Mebelux S.A., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n10 x M365 BS",
        signature("Pozdrawiam\nJan Nowicki"),
        disclaimer(
            f"Administratorem danych jest Flis Consulting Jan Flis, ul. Polna 95, 53-332 Wrocław, NIP {OTHER_NIP}, REGON 956059190."
        ),
    )
    assert (found["client.name"], found["client.tax_id"]) == ("Mebelux S.A.", NIP)
    assert (found["partner.name"], found["partner.tax_id"]) == ("Flis Consulting Jan Flis", OTHER_NIP)


def test_a_forwarded_mails_signature_is_the_clients() -> None:
    found = fields(
        own("Witam,\nzgłaszam klienta z maila poniżej, w firmie mają 18 komputerów.\n"),
        signature(f"Jan Nowicki\nSystelpro Sp. z o.o.\nul. Gdańska 128, 85-021 Bydgoszcz\nNIP: {OTHER_NIP}\ntel.: 52 345 67 10"),
        forwarded("Panie Janie,\nproszę o wycenę 15 szt. Microsoft 365 Business Premium, chcielibyśmy płacić raz w roku.\n", CLIENT),
        signature(
            f"Wojciech Malec\nMalec Okna i Drzwi Sp. z o.o.\nul. Szosa Toruńska 9\n87-148 Łysomice\nNIP {NIP}\ntel. 601 909 334",
            depth=1,
            writer=CLIENT,
        ),
        subject="PD: zapytanie o licencje",
    )
    assert (found["client.name"], found["client.tax_id"], found["client.pc_count"]) == ("Malec Okna i Drzwi Sp. z o.o.", NIP, 18)
    assert (found["partner.name"], found["partner.tax_id"]) == ("Systelpro Sp. z o.o.", OTHER_NIP)
    contact = [found[f"client.contact.{part}"] for part in ("name", "email", "phone")]
    assert contact == ["Wojciech Malec", "biuro@malec-okna.example", "+48601909334"]
    assert found["contact.name"] == "Jan Nowicki"


def test_a_forwarded_mail_of_the_senders_own_is_the_senders() -> None:
    found = fields(
        own("Dzień dobry,\nprzekazuję na właściwy adres.\n\nJan Nowicki\n"),
        forwarded(
            f"Zgłaszam klienta Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP: {NIP}. Klient chce kupić 20 szt. Office 365 E3.\n"
            f"Nasze dane: Licensis Sp. z o.o., ul. Krakowska 180, 52-015 Wrocław, NIP: {OTHER_NIP}\n",
            Address(name="Jan Nowicki", email="jan.nowicki@itserwis.example"),
        ),
        subject="PD: Zgłoszenie",
    )
    assert (found["client.name"], found["partner.name"]) == ("Mebelux Sp. z o.o.", "Licensis Sp. z o.o.")
    assert "client.contact.email" not in found


def test_the_clients_person_is_the_clients_contact() -> None:
    found = fields(
        f"Klient: Lingua Sp. z o.o., ul. Górna 3, 43-300 Bielsko-Biała, NIP {NIP}, osoba kontaktowa: Anna "
        "Maj, 33 811 22 33, anna.maj@lingua.example\n10 x M365 BS",
        signature("Jan Nowicki\ntel. 601 222 333"),
    )
    assert [found[f"client.contact.{part}"] for part in ("name", "phone", "email")] == [
        "Anna Maj",
        "+48338112233",
        "anna.maj@lingua.example",
    ]
    assert (found["contact.name"], found["contact.phone"]) == ("Jan Nowicki", "+48601222333")


def test_products_in_a_signature_are_not_wanted() -> None:
    found = fields(f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS", signature("Jan Nowicki\nPromocja: 50 x Microsoft 365 E5!"))
    assert len(found["items"]) == 1  # type: ignore[arg-type]


def test_a_mail_without_capitals_or_commas_is_read() -> None:
    found = fields(
        f"zglaszam klienta hurtownia alkoholi bachus sp z oo ul piwna 3 87-100 torun "
        f"nip {NIP} chca 12 szt "
        "m365 business basic maja 12 kompow\n"
        f"tomnet tomasz nowak ul kopernika 5 87-100 torun nip {OTHER_NIP} tel 600100200",
        sender=Address(name="tomek", email="tomek@tomnet.example"),
    )
    assert (found["client.name"], found["client.address"]) == ("hurtownia alkoholi bachus sp z oo", "ul piwna 3 87-100 torun")
    assert (found["partner.name"], found["partner.tax_id"]) == ("tomnet tomasz nowak", OTHER_NIP)
    assert (found["client.pc_count"], found["contact.phone"]) == (12, "+48600100200")


def test_a_name_in_brackets_behind_a_name_is_not_the_name() -> None:
    text = f"Zgłaszam temat: Szpital Powiatowy w Miasteczku (SPZOZ), ul. Szpitalna 1, 77-200 Miastko, NIP {NIP}. 100 lic. M365 F3."
    assert fields(text)["client.name"] == "Szpital Powiatowy w Miasteczku"
