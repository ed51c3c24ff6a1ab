"""How mail programs introduce an older mail, in each language: the lines above it, and whether it is marked with `>`.

In the templates `{who}` is the older mail's writer as `Name <address>`, `{name}` and `{email}` the same alone, `{to}` its recipient,
`{subject}` its subject. All tell of 2 March 2026, 9:03. A line `>` starts the marked lines.
"""

from collections.abc import Mapping

REPLIES: Mapping[str, Mapping[str, str]] = {
    "pl": {
        "outlook": "Od: {who}\nWysłano: poniedziałek, 2 marca 2026 09:03\nDo: {to}\nTemat: {subject}\n",
        "outlook-web": "________________________________\nOd: {who}\nWysłane: poniedziałek, 2 marca 2026 09:03\nDo: {to}\nTemat: {subject}\n",
        "outlook-bold": "*Od:* {who}\n*Wysłane:* poniedziałek, 2 marca 2026 09:03\n*Do:* {to}\n*DW:* {to}\n*Temat:* {subject}\n",
        "outlook-mobile": "Od: {who}\nData: poniedziałek, 2 marca 2026 o 09:03\nDo: {to}\nTemat: {subject}\n",
        "gmail": "pon., 2 mar 2026 o 09:03 {who} napisał(a):\n\n>",
        "apple": "Wiadomość napisana przez {who} w dniu 2 mar 2026, o godz. 09:03:\n\n>",
        "thunderbird": "W dniu 2.03.2026 o 09:03, {name} pisze:\n>",
        "samsung": "-------- Oryginalna wiadomość --------\nOd: {who}\nData: 02.03.2026 09:03 (GMT+01:00)\nDo: {to}\nTemat: {subject}\n",
    },
    "en": {
        "outlook": "From: {who}\nSent: Monday, March 2, 2026 9:03 AM\nTo: {to}\nSubject: {subject}\n",
        "outlook-web": "________________________________\nFrom: {who}\nSent: 02 March 2026 09:03\nTo: {to}\nSubject: {subject}\n",
        "outlook-bold": "*From:* {who}\n*Sent:* Monday, March 2, 2026 9:03 AM\n*To:* {to}\n*Cc:* {to}\n*Subject:* {subject}\n",
        "outlook-mobile": "From: {who}\nDate: Monday, 2 March 2026 at 09:03\nTo: {to}\nSubject: {subject}\n",
        "gmail": "On Mon, Mar 2, 2026 at 9:03\u202fAM {who} wrote:\n\n>",
        "apple": "On 2 Mar 2026, at 09:03, {who} wrote:\n\n>",
        "thunderbird": "On 02/03/2026 09:03, {name} wrote:\n>",
        "samsung": "-------- Original message --------\nFrom: {who}\nDate: 02/03/2026 09:03 (GMT+01:00)\nTo: {to}\nSubject: {subject}\n",
    },
    "fi": {
        "outlook": "Lähettäjä: {who}\nLähetetty: maanantai 2. maaliskuuta 2026 9.03\nVastaanottaja: {to}\nAihe: {subject}\n",
        "outlook-web": "________________________________\nLähettäjä: {who}\nLähetetty: maanantai 2. maaliskuuta 2026 9.03\nVastaanottaja: {to}\nAihe: {subject}\n",
        "outlook-bold": "*Lähettäjä:* {who}\n*Lähetetty:* maanantai 2. maaliskuuta 2026 9.03\n*Vastaanottaja:* {to}\n*Kopio:* {to}\n*Aihe:* {subject}\n",
        "outlook-mobile": "Lähettäjä: {who}\nPäivämäärä: maanantai, 2. maaliskuuta 2026 klo 9.03\nVastaanottaja: {to}\nAihe: {subject}\n",
        "gmail": "ma 2. maalisk. 2026 klo 9.03 {name} ({email}) kirjoitti:\n\n>",
        "apple": "{who} kirjoitti 2.3.2026 kello 9.03:\n\n>",
        "thunderbird": "{name} kirjoitti 2.3.2026 klo 9.03:\n>",
        "samsung": "-------- Alkuperäinen viesti --------\nLähettäjä: {who}\nPäivämäärä: 2.3.2026 9.03 (GMT+02:00)\nSaaja: {to}\nAihe: {subject}\n",
    },
    "sv": {
        "outlook": "Från: {who}\nSkickat: den 2 mars 2026 09:03\nTill: {to}\nÄmne: {subject}\n",
        "outlook-web": "________________________________\nFrån: {who}\nSkickat: den 2 mars 2026 09:03\nTill: {to}\nÄmne: {subject}\n",
        "outlook-bold": "*Från:* {who}\n*Skickat:* måndag 2 mars 2026 09:03\n*Till:* {to}\n*Kopia:* {to}\n*Ämne:* {subject}\n",
        "outlook-mobile": "Från: {who}\nDatum: måndag, 2 mars 2026 kl. 09:03\nTill: {to}\nÄmne: {subject}\n",
        "gmail": "Den mån 2 mars 2026 kl 09:03 skrev {who}:\n\n>",
        "apple": "2 mars 2026 kl. 09:03 skrev {who}:\n\n>",
        "thunderbird": "Den 2026-03-02 kl. 09:03, skrev {name}:\n>",
        "samsung": "-------- Originalmeddelande --------\nFrån: {who}\nDatum: 2026-03-02 09:03 (GMT+01:00)\nTill: {to}\nÄmne: {subject}\n",
    },
    "nl": {
        "outlook": "Van: {who}\nVerzonden: maandag 2 maart 2026 09:03\nAan: {to}\nOnderwerp: {subject}\n",
        "outlook-web": "________________________________\nVan: {who}\nVerzonden: maandag 2 maart 2026 09:03\nAan: {to}\nOnderwerp: {subject}\n",
        "outlook-bold": "*Van:* {who}\n*Verzonden:* maandag 2 maart 2026 09:03\n*Aan:* {to}\n*CC:* {to}\n*Onderwerp:* {subject}\n",
        "outlook-mobile": "Van: {who}\nDatum: maandag, 2 maart 2026 om 09:03\nAan: {to}\nOnderwerp: {subject}\n",
        "gmail": "Op ma 2 mrt 2026 om 09:03 schreef {who}:\n\n>",
        "apple": "Op 2 mrt 2026, om 09:03 heeft {who} het volgende geschreven:\n\n>",
        "thunderbird": "Op 02-03-2026 om 09:03 schreef {name}:\n>",
        "samsung": "-------- Oorspronkelijk bericht --------\nVan: {who}\nDatum: 02-03-2026 09:03 (GMT+01:00)\nAan: {to}\nOnderwerp: {subject}\n",
    },
    "es": {
        "outlook": "De: {who}\nEnviado el: lunes, 2 de marzo de 2026 9:03\nPara: {to}\nAsunto: {subject}\n",
        "outlook-web": "________________________________\nDe: {who}\nEnviado: lunes, 2 de marzo de 2026 9:03\nPara: {to}\nAsunto: {subject}\n",
        "outlook-bold": "*De:* {who}\n*Enviado el:* lunes, 2 de marzo de 2026 9:03\n*Para:* {to}\n*CC:* {to}\n*Asunto:* {subject}\n",
        "outlook-mobile": "De: {who}\nFecha: lunes, 2 de marzo de 2026, 9:03\nPara: {to}\nAsunto: {subject}\n",
        "gmail": "El lun, 2 mar 2026 a las 9:03, {name} (<{email}>) escribió:\n\n>",
        "apple": "El 2 mar 2026, a las 9:03, {who} escribió:\n\n>",
        "thunderbird": "El 02/03/2026 a las 9:03, {name} escribió:\n>",
        "samsung": "-------- Mensaje original --------\nDe: {who}\nFecha: 2/3/26 9:03 (GMT+01:00)\nPara: {to}\nAsunto: {subject}\n",
    },
    "fr": {
        "outlook": "De : {who}\nEnvoyé : lundi 2 mars 2026 09:03\nÀ : {to}\nObjet : {subject}\n",
        "outlook-web": "________________________________\nDe : {who}\nEnvoyé : lundi 2 mars 2026 09:03\nÀ : {to}\nObjet : {subject}\n",
        "outlook-bold": "*De :* {who}\n*Envoyé :* lundi 2 mars 2026 09:03\n*À :* {to}\n*Cc :* {to}\n*Objet :* {subject}\n",
        "outlook-mobile": "De\xa0: {who}\nDate\xa0: lundi, 2 mars 2026 à 09:03\nÀ\xa0: {to}\nObjet\xa0: {subject}\n",
        "gmail": "Le lun. 2 mars 2026 à 09:03, {who} a écrit :\n\n>",
        "apple": "Le 2 mars 2026 à 09:03, {who} a écrit :\n\n>",
        "thunderbird": "Le 02/03/2026 à 09:03, {name} a écrit\xa0:\n>",
        "samsung": "-------- Message d'origine --------\nDe : {who}\nDate : 02/03/2026 09:03 (GMT+01:00)\nÀ : {to}\nObjet : {subject}\n",
    },
}
"""By language and mail program: what stands above the mail that is answered."""

_GMAIL = "---------- Forwarded message ---------\n"

FORWARDS: Mapping[str, Mapping[str, str]] = {
    "pl": {
        "gmail": _GMAIL + "Od: {who}\nDate: pon., 2 mar 2026 o 09:03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Początek przekazywanej wiadomości:\n\n>Od: {who}\nTemat: {subject}\nData: 2 marca 2026 o 09:03:10 CET\nDo: {to}\n",
        "thunderbird": "-------- Wiadomość przekazana --------\nTemat: \t{subject}\nData: \tMon, 2 Mar 2026 09:03:10 +0100\nNadawca: \t{who}\nAdresat: \t{to}\n\n",
    },
    "en": {
        "gmail": _GMAIL + "From: {who}\nDate: Mon, Mar 2, 2026 at 9:03\u202fAM\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Begin forwarded message:\n\n>From: {who}\nSubject: {subject}\nDate: 2 March 2026 at 09:03:10 CET\nTo: {to}\n",
        "thunderbird": "-------- Forwarded Message --------\nSubject: \t{subject}\nDate: \tMon, 2 Mar 2026 09:03:10 +0100\nFrom: \t{who}\nTo: \t{to}\n\n",
    },
    "fi": {
        "gmail": _GMAIL + "Lähettäjä: {who}\nDate: ma 2. maalisk. 2026 klo 9.03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Välitetty viesti alkaa:\n\n>Lähettäjä: {who}\nAihe: {subject}\nPäivämäärä: 2. maaliskuuta 2026 klo 9.03.10 UTC+2\nVastaanottaja: {to}\n",
        "thunderbird": "-------- Välitetty viesti --------\nAihe: \t{subject}\nPäiväys: \tMon, 2 Mar 2026 09:03:10 +0200\nLähettäjä: \t{who}\nVastaanottaja: \t{to}\n\n",
    },
    "sv": {
        "gmail": _GMAIL + "Från: {who}\nDate: mån 2 mars 2026 kl 09:03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Vidarebefordrat brev:\n\n>Från: {who}\nÄmne: {subject}\nDatum: 2 mars 2026 kl. 09:03:10 CET\nTill: {to}\n",
        "thunderbird": "-------- Vidarebefordrat meddelande --------\nÄmne: \t{subject}\nDatum: \tMon, 2 Mar 2026 09:03:10 +0100\nFrån: \t{who}\nTill: \t{to}\n\n",
    },
    "nl": {
        "gmail": _GMAIL + "Van: {who}\nDate: ma 2 mrt 2026 om 09:03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Begin doorgestuurd bericht:\n\n>Van: {who}\nOnderwerp: {subject}\nDatum: 2 maart 2026 om 09:03:10 CET\nAan: {to}\n",
        "thunderbird": "-------- Doorgestuurd bericht --------\nOnderwerp: \t{subject}\nDatum: \tMon, 2 Mar 2026 09:03:10 +0100\nVan: \t{who}\nAan: \t{to}\n\n",
    },
    "es": {
        "gmail": _GMAIL + "De: {who}\nDate: lun, 2 mar 2026 a las 9:03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Inicio del mensaje reenviado:\n\n>De: {who}\nAsunto: {subject}\nFecha: 2 de marzo de 2026, 9:03:10 CET\nPara: {to}\n",
        "thunderbird": "-------- Mensaje reenviado --------\nAsunto: \t{subject}\nFecha: \tMon, 2 Mar 2026 09:03:10 +0100\nDe: \t{who}\nPara: \t{to}\n\n",
    },
    "fr": {
        "gmail": _GMAIL + "De : {who}\nDate: lun. 2 mars 2026 à 09:03\nSubject: {subject}\nTo: {to}\n\n",
        "apple": "Début du message réexpédié :\n\n>De: {who}\nObjet: {subject}\nDate: 2 mars 2026 à 09:03:10 UTC+1\nÀ: {to}\n",
        "thunderbird": "-------- Message transféré --------\nSujet : \t{subject}\nDate : \tMon, 2 Mar 2026 09:03:10 +0100\nDe : \t{who}\nPour : \t{to}\n\n",
    },
}
"""By language and mail program: what stands above a mail that is passed on, where it differs from a reply's header."""


def introduced(template: str, text: str, *, name: str, email: str, to: str, subject: str) -> str:
    """`text` as an older mail below the header that `template` makes."""
    filled = template.format(who=f"{name} <{email}>" if name else email, name=name or email, email=email, to=to, subject=subject)
    head, marked, first = filled.partition("\n>")
    if not marked:
        return f"{filled}\n{text}"
    below = f"{first}\n{text}" if first else text
    return f"{head}\n" + "\n".join(f"> {line}".rstrip() for line in below.strip("\n").split("\n"))
