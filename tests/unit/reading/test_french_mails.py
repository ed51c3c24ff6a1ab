"""French and English mails as referrers write them: forms, prose, phones, forwarded requests."""

from decimal import Decimal

import pytest

from leadbot.model.message import Address, Kind
from leadbot.model.submission import FieldContent, Money, Standing

from .builder import item
from .french import written, written_fields

HUGO = Address(name="Hugo Lambert", email="hugo.lambert@lambert-associes.example")
CAMILLE = Address(name="Camille Roussel", email="camille.roussel@gmail.com")


def the(found: dict[str, FieldContent], *ids: str) -> tuple[FieldContent | None, ...]:
    return tuple(found.get(id_) for id_ in ids)


def test_prose_in_which_the_client_stands_behind_its_group_and_the_person_before_a_number() -> None:
    found = written_fields(
        "Bonjour,\n\nSuite à mon échange de ce matin avec le groupe Cheval Blanc Agro (3 usines, 420 salariés, siège à Angers), je vous "
        "recommande cette opportunité pour M3.\nLeur ERP maison arrive en fin de vie et ne gère pas la traçabilité ascendante.\n"
        "Le DSI, M. François-Xavier Le Bihan, attend votre appel au 02 41 55 66 77 (fx.lebihan@chevalblanc-agro.example).\n\n"
        "Bien cordialement,\n\nBertrand Lemoine\nAssocié\nAltimis\nTél. 01 42 33 44 55 – Mob. 06 77 88 99 00\n"
        "12 rue des Petits-Champs, 75002 Paris\nAltimis SAS au capital de 50 000 € - RCS Paris 812 345 678\n",
        sender=Address(name="Bertrand Lemoine", email="b.lemoine@altimis.example"),
    )
    assert the(found, "client.name", "partner.name") == ("Cheval Blanc Agro", "Altimis")
    assert the(found, "client.contact.name", "client.contact.phone") == ("François-Xavier Le Bihan", "+33241556677")
    assert the(found, "contact.name", "contact.phone") == ("Bertrand Lemoine", "+33142334455")
    assert found["deal.description"] == "Leur ERP maison arrive en fin de vie et ne gère pas la traçabilité ascendante."
    assert found["items"] == (item("infor-m3"),)
    assert found["partner.address"] == "12 rue des Petits-Champs, 75002 Paris"


def test_a_numbered_form_whose_description_takes_two_lines() -> None:
    found = written_fields(
        "Bonjour l'équipe Infor,\n\n1. Entreprise : Logistique du Rhône SA\n2. Contact : Mme Sylvie Marchetti (directrice supply chain)\n"
        "3. E-mail : s.marchetti@logrhone.example\n4. Tél : +33 (0)4 78 12 34 56\n5. Produit : WMS\n"
        "6. Description : gestion de deux entrepôts de 20 000 m², préparation de commandes\nintégration avec leur ERP SAP.\n"
        "7. Mode de déploiement : SaaS multi-tenant\n8. Montant : 1,2 M€\n9. Date de signature : 15/12/2026\n\n"
        "Référente : Nadia Benkirane, NBK Consulting, 06 11 22 33 44\n\nMerci !\nNadia\n",
        sender=Address(name="Nadia Benkirane", email="nadia@nbk-consulting.example"),
    )
    assert the(found, "client.name", "client.contact.name") == ("Logistique du Rhône SA", "Sylvie Marchetti")
    assert found["deal.description"] == "gestion de deux entrepôts de 20 000 m², préparation de commandes intégration avec leur ERP SAP."
    assert found["items"] == (item("infor-wms"),)
    assert the(found, "deal.deployment", "deal.close_date") == ("multi-tenant", "2026-12-15")
    assert found["deal.value"] == Money(amount=Decimal(1_200_000), currency="EUR")
    assert the(found, "partner.name", "contact.phone") == ("NBK Consulting", "+33611223344")


def test_labels_of_the_published_form_with_the_description_below_its_label() -> None:
    found = written_fields(
        "Société référente : Lambert & Associés\nVotre nom : Hugo Lambert\n\nSociété du prospect : Menuiseries Kerbrat SAS\n"
        "Nom du contact : Kerbrat Loïc\nFonction : Directeur général\nTéléphone du contact : 02.98.44.55.66\nPays : France\n"
        "Secteur d'activité : fabrication de fenêtres\nSolution d'intérêt : CloudSuite Industrial\nDescription de l'opportunité :\n"
        "Le client fabrique des fenêtres sur mesure et utilise un logiciel interne.\nIl souhaite un configurateur relié à la production.\n"
        "Valeur estimée du contrat (EUR) : 140 000\nDate de clôture estimée : 31/10/2026\n\nCordialement,\nHugo Lambert\n",
        sender=HUGO,
    )
    assert the(found, "client.name", "partner.name", "client.sector") == ("Menuiseries Kerbrat SAS", "Lambert & Associés", None)
    assert the(found, "client.contact.name", "client.contact.phone") == ("Kerbrat Loïc", "+33298445566")
    assert found["items"] == (item("infor-syteline"),)
    assert found["deal.description"] == (
        "Le client fabrique des fenêtres sur mesure et utilise un logiciel interne. Il souhaite un configurateur relié à la production."
    )
    assert found["deal.value"] == Money(amount=Decimal(140_000), currency="EUR")


def test_a_city_stated_public_and_one_only_named() -> None:
    stated = written_fields(
        "Bonjour\n\nje vous signale la Ville de Montbrison (collectivité territoriale) qui recherche une solution RH : Infor HCM. "
        "Ils veulent dématérialiser les entretiens annuels. Contact : Mme Paule Arnaud, DRH, paule.arnaud@montbrison.example\n\n"
        "Eric Dubois - ED Conseil\n06 01 02 03 04\n",
        sender=Address(name="Éric Dubois", email="eric.dubois@orange.fr"),
    )
    assert the(stated, "client.name", "client.sector", "partner.name") == ("Ville de Montbrison", "public", "ED Conseil")
    named = written_fields(
        "Prospect : Communauté d'agglomération du Pays de Vernay\nInterlocuteur : Jean-Marc Poulain, 03 88 11 22 33\nSolution : Infor EAM\n"
        "Besoin : GMAO pour les stations d'épuration et les réseaux d'eau\n",
        sender=HUGO,
    )
    assert the(named, "client.name", "client.sector") == ("Communauté d'agglomération du Pays de Vernay", None)


def test_three_sentences_from_a_phone() -> None:
    found = written_fields(
        "Bonjour, un lead SyteLine pour vous : Ateliers Bertin SARL (mécanique de précision, Cluses). Ils sont sous Excel et veulent une "
        "vraie GPAO. Appeler Michel Bertin au 06 55 44 33 22. Hugo\n\nEnvoyé de mon iPhone\n",
        sender=HUGO,
    )
    assert the(found, "client.name", "client.contact.name") == ("Ateliers Bertin SARL", "Michel Bertin")
    assert the(found, "client.contact.phone", "contact.phone") == ("+33655443322", None)
    assert found["deal.description"] == "Ils sont sous Excel et veulent une vraie GPAO."


@pytest.mark.parametrize(
    "asked",
    [
        "La société Biscuiterie Le Guen SAS souhaite un rendez-vous au sujet de M3.",
        "Biscuiterie Le Guen SAS est intéressée par Infor M3.",
        "Notre client Biscuiterie Le Guen SAS voudrait une démonstration d'Infor M3.",
        "Client : Biscuiterie Le Guen SAS\nProduit : Infor M3\nDescription : à compléter",
    ],
)
def test_a_wish_for_a_product_alone_is_no_description(asked: str) -> None:
    found = written_fields(f"Bonjour,\n{asked}\nContact : Yves Le Guen, y.leguen@biscuiterie-leguen.example\nHugo Lambert\n", sender=HUGO)
    assert "deal.description" not in found
    assert the(found, "client.name", "client.contact.name") == ("Biscuiterie Le Guen SAS", "Yves Le Guen")


def test_a_swiss_client_that_wants_its_own_instance() -> None:
    found = written_fields(
        "Bonjour,\n\nNotre client Horlogerie Vaucher Sàrl, à La Chaux-de-Fonds, souhaite remplacer son vieil ERP par Infor LN. Pour des "
        "raisons de confidentialité, ils exigent un cloud dédié (single-tenant).\nInterlocuteur : Pierre-Alain Jeanneret, "
        "+41 32 911 22 33, pa.jeanneret@vaucher.example\nBudget : CHF 250'000.-\n\nMeilleures salutations\nMarc Aubert\n"
        "Aubert IT Sàrl\nRue du Seyon 12, 2000 Neuchâtel\n",
        sender=Address(name="Marc Aubert", email="m.aubert@aubert-it.example"),
    )
    assert the(found, "client.name", "deal.deployment") == ("Horlogerie Vaucher Sàrl", "single-tenant")
    assert the(found, "client.contact.name", "client.contact.phone") == ("Pierre-Alain Jeanneret", "+41329112233")
    assert found["deal.value"] == Money(amount=Decimal(250_000), currency="CHF")
    assert the(found, "partner.name", "partner.address") == ("Aubert IT Sàrl", "Rue du Seyon 12, 2000 Neuchâtel")


def test_two_prospects_each_with_its_own_case() -> None:
    made = written(
        "Bonjour,\n\nJe vous transmets deux prospects.\n\nPremier prospect : Peintures Mercadal SA, contact Julie Mercadal "
        "(j.mercadal@mercadal.example). Produit visé : Infor M3. Ils cherchent à gérer leurs formules et la réglementation chimique.\n\n"
        "Second prospect : Cartonnages Vidal SAS, contact Henri Vidal, 05 62 11 22 33. Produit visé : Infor Birst. Ils veulent un "
        "reporting commercial consolidé sur leurs quatre sites.\n\nBien à vous,\nHugo Lambert\nLambert & Associés SARL\n",
        sender=HUGO,
    )
    told = [(d.text("client.name"), d.text("client.contact.name"), d.text("deal.description")) for d in made.leads]
    assert told == [
        ("Peintures Mercadal SA", "Julie Mercadal", "Ils cherchent à gérer leurs formules et la réglementation chimique."),
        ("Cartonnages Vidal SAS", "Henri Vidal", "Ils veulent un reporting commercial consolidé sur leurs quatre sites."),
    ]
    assert [d.items() for d in made.leads] == [(item("infor-m3"),), (item("infor-birst"),)]
    assert [d.text("partner.name") for d in made.leads] == ["Lambert & Associés SARL"] * 2


def test_a_prospects_mail_forwarded_by_gmail() -> None:
    found = written_fields(
        "Bonjour, je vous transfère la demande de mon prospect, Infor M3 me paraît adapté.\n\n"
        "Camille Roussel, consultante indépendante (CR Conseil)\n07 81 22 33 44\n\n---------- Forwarded message ---------\n"
        "De : Nicolas Faure <n.faure@fromageries-faure.example>\nDate: mar. 3 févr. 2026 à 10:12\nSubject: ERP\n"
        "To: Camille Roussel <camille.roussel@gmail.com>\n\n\nBonjour Camille,\n\nNotre ERP date de 2004 et l'éditeur arrête la "
        "maintenance fin 2026. Nous cherchons une solution agroalimentaire avec gestion des DLC et traçabilité des lots.\n\n"
        "Nicolas Faure\nDAF - Fromageries Faure SA\n06 12 00 11 22\n",
        sender=CAMILLE,
        subject="Fwd: ERP",
    )
    assert the(found, "client.name", "partner.name") == ("Fromageries Faure SA", "CR Conseil")
    assert the(found, "client.contact.name", "client.contact.phone") == ("Nicolas Faure", "+33612001122")
    assert the(found, "contact.name", "contact.phone") == ("Camille Roussel", "+33781223344")
    assert "Nous cherchons une solution agroalimentaire" in str(found["deal.description"])


def test_an_english_referral() -> None:
    found = written_fields(
        "Hello,\n\nI would like to refer an opportunity: Northgate Foods Ltd wants to replace its paper-based warehouse with Infor WMS "
        "(multi-tenant). Contact: Emma Hughes, Supply Chain Director, emma.hughes@northgate.example, +44 20 7946 0958. Estimated value: "
        "£120k. Expected close: 30 November 2026.\n\nBest regards,\nJohn Carter\nCarter Advisory\n",
        sender=Address(name="John Carter", email="john.carter@carter-advisory.example"),
        subject="Referral: Infor WMS",
    )
    assert the(found, "client.name", "client.contact.name", "deal.deployment") == ("Northgate Foods Ltd", "Emma Hughes", "multi-tenant")
    assert the(found, "partner.name", "contact.name") == ("Carter Advisory", "John Carter")
    assert found["deal.value"] == Money(amount=Decimal(120_000), currency="GBP")
    assert found["deal.close_date"] == "2026-11-30"


def test_a_product_taken_back_and_a_name_that_leaves_the_product_open() -> None:
    head = "Client : Menuiseries Kerbrat SAS\nContact : Loïc Kerbrat, 02 98 44 55 66\nBesoin : planification des ateliers de pose\n"
    assert written_fields(f"{head}Produit : Infor LN, non, plutôt Infor M3\n", sender=HUGO)["items"] == (item("infor-m3"),)
    (lead,) = written(f"{head}Produit : Infor CloudSuite\n", sender=HUGO).leads
    doubt = lead.ambiguous("items")
    assert doubt is not None
    assert doubt.readings == ("Infor LN", "Infor M3", "Infor SyteLine")


def test_hosting_of_its_own_rules_itself_out_and_a_private_university_is_commercial() -> None:
    own = written_fields(
        "Aciéries Muller SAS cherche un ERP pour gérer ses commandes à l'affaire : Infor LN. Attention, ils veulent garder l'hébergement "
        "sur leurs propres serveurs.\nLeur responsable informatique est Mme Ingrid Muller (i.muller@muller.example, 03 88 99 00 11).\n",
        sender=HUGO,
    )
    assert the(own, "deal.deployment", "client.contact.name") == ("on-premise", "Ingrid Muller")
    private = written_fields(
        "Université Privée de Marseille (établissement privé) souhaite moderniser sa gestion RH avec Infor HCM. Contact : Rachid Benamar, "
        "r.benamar@upm.example\n",
        sender=HUGO,
    )
    assert the(private, "client.name", "client.sector") == ("Université Privée de Marseille", "commercial")


@pytest.mark.parametrize(
    ("text", "subject", "kind"),
    [
        ("Où en êtes-vous avec Peintures Mercadal (IR-2026-00031) ? Avez-vous pu les contacter ?", "Suivi", Kind.STATUS),
        ("Merci d'annuler notre référencement IR-2026-00031, le client a choisi un autre éditeur.", "IR-2026-00031", Kind.WITHDRAWAL),
        ("Le contact chez eux est Mme Delphine Roche, d.roche@klein.example.", "Re: [IR-2026-00044] Votre référencement", Kind.FOLLOW_UP),
        ("Où en est IR-2026-00031 ? Le client voudrait remplacer son ERP et ses tableurs avant l'été.", "Suivi", Kind.STATUS),
        ("Merci, bien reçu.", "Re: [IR-2026-00044] Votre référencement", Kind.FOLLOW_UP),
        ("Quel est le pourcentage de la commission de référencement et quand est-elle versée ?", "commissions", Kind.QUESTION),
        ("Si un client déjà équipé de M3 on-premise passe au cloud, est-ce une opportunité éligible ?", "question", Kind.QUESTION),
        ("Nous vous proposons notre offre de référencement naturel sur Google. Pour vous désabonner cliquez ici.", "SEO", Kind.UNRELATED),
    ],
)
def test_kinds_of_french_mail(text: str, subject: str, kind: Kind) -> None:
    made = written(f"Bonjour,\n\n{text}\n\nCordialement,\nHugo Lambert\n", sender=HUGO, subject=subject)
    assert (made.kind, made.language) == (kind, "fr")


def test_a_town_hall_written_small_and_a_name_that_is_a_unit() -> None:
    small = written_fields(
        "La mairie de Saint-Rambert cherche un outil pour suivre la maintenance de ses bâtiments : Infor EAM. Voir avec Mme Odile Perret, "
        "DGS, o.perret@saint-rambert.example.\n",
        sender=HUGO,
    )
    assert the(small, "client.name", "client.contact.name") == ("mairie de Saint-Rambert", "Odile Perret")
    unit = written_fields(
        "Client : Vignobles Chastel SAS\nContact : M. Chastel, 05 56 11 22 33\nProduit : Infor WMS\n"
        "Besoin : suivre 12 000 m3 de cuverie et 3 entrepôts, aujourd'hui gérés sur papier\n",
        sender=HUGO,
    )
    assert the(unit, "client.contact.name", "items") == ("Chastel", (item("infor-wms"),))


def test_a_colleague_called_the_referrer_is_the_contact() -> None:
    found = written_fields(
        "Notre référent pour cette affaire est ma collègue Sophie Bernard (sophie.bernard@lambert-associes.example, 06 10 20 30 40).\n\n"
        "Prospect : Biscottes Armand SAS – contact : Luc Armand – l.armand@biscottes-armand.example\n"
        "Infor M3 – remplacement d'un ERP obsolète, gestion des recettes et des allergènes.\n\nHugo Lambert\nLambert & Associés\n",
        sender=HUGO,
    )
    assert the(found, "contact.name", "contact.phone") == ("Sophie Bernard", "+33610203040")
    assert the(found, "client.contact.name", "client.contact.email") == ("Luc Armand", "l.armand@biscottes-armand.example")
    assert found["items"] == (item("infor-m3"),)


def test_a_mail_without_capitals_or_accents_and_one_in_capitals() -> None:
    small = written_fields(
        "bonjour, client ets marchand et fils sarl, contact pierre marchand 0477112233, produit infor ln, ils veulent remplacer leur vieil "
        "erp et suivre les lots. cdt hugo\n",
        sender=HUGO,
    )
    assert the(small, "client.name", "client.contact.phone") == ("ets marchand et fils sarl", "+33477112233")
    assert "ils veulent remplacer leur vieil erp" in str(small["deal.description"])
    large = written_fields(
        "CLIENT : ETS MARCHAND ET FILS SARL\nCONTACT : PIERRE MARCHAND 04 77 11 22 33\nPRODUIT : INFOR LN\n"
        "BESOIN : REMPLACER LEUR VIEIL ERP ET SUIVRE LES LOTS\n",
        sender=HUGO,
    )
    assert the(large, "client.name", "client.contact.name") == ("ETS MARCHAND ET FILS SARL", "PIERRE MARCHAND")
    assert the(large, "deal.description", "items") == ("REMPLACER LEUR VIEIL ERP ET SUIVRE LES LOTS", (item("infor-ln"),))


def test_an_answer_typed_below_our_quoted_questions() -> None:
    made = written(
        "Le jeu. 19 févr. 2026 à 09:00, Programme Infor <referral@infor.example> a écrit :\n\n> Bonjour,\n> Il nous manque :\n"
        "> Description de l'opportunité : ________\n> Interlocuteur chez le prospect : ________\n\n"
        "Il s'agit de dématérialiser les entretiens annuels et de gérer les formations.\n"
        "L'interlocutrice est Valérie Humbert, 03 83 27 61 90.\n\nHugo\n",
        sender=HUGO,
        subject="Re: [IR-2026-00009] Informations complémentaires",
    )
    (lead,) = made.leads
    assert (made.kind, lead.text("client.contact.name")) == (Kind.FOLLOW_UP, "Valérie Humbert")
    assert lead.text("deal.description") == "Il s'agit de dématérialiser les entretiens annuels et de gérer les formations."


def test_a_client_that_only_the_domain_of_its_address_shows() -> None:
    found = written_fields(
        "Bonjour,\nBonduval, groupe agroalimentaire basé à Arras, étudie le remplacement de son WMS maison par Infor WMS. La décision est "
        "attendue pour le 15 mai 2026.\nContact : Mme Caron (logistique), caron@bonduval.example\n\nHugo Lambert\nLambert & Associés\n",
        sender=HUGO,
    )
    assert the(found, "client.name", "client.contact.name", "client.contact.email") == ("Bonduval", "Caron", "caron@bonduval.example")
    assert the(found, "items", "deal.close_date") == ((item("infor-wms"),), "2026-05-15")


def test_what_stands_in_brackets_cuts_no_sentence_short() -> None:
    called = written_fields(
        "J'ai une opportunité chez Mécanord pour SyteLine. Le patron, Gérard Thiry (06 12 21 12 21), en a assez de ses plannings Excel et "
        "veut un vrai suivi d'atelier.\n\nHugo Lambert\nLambert & Associés\n",
        sender=HUGO,
    )
    assert the(called, "client.name", "client.contact.name") == ("Mécanord", "Gérard Thiry")
    assert called["deal.description"] == "en a assez de ses plannings Excel et veut un vrai suivi d'atelier."
    named = written_fields(
        "La société Papeteries Galland SAS (contact : Élise Galland, e.galland@galland.example) cherche à moderniser sa production avec "
        "Infor LN. Ils signeront au plus tard le 30 juin 2026, pour environ 200 k€, contre 45 M€ de chiffre d'affaires.\n",
        sender=HUGO,
    )
    assert "cherche à moderniser sa production avec Infor LN" in str(named["deal.description"])
    assert named["deal.value"] == Money(amount=Decimal(200_000), currency="EUR")
    assert the(named, "client.contact.name", "deal.close_date") == ("Élise Galland", "2026-06-30")


def test_labels_that_say_name_alone_and_plain_answers() -> None:
    found = written_fields(
        "Nom du prospect : Régie des Transports Métropolitains\nSecteur : public\nContact : Ali Meziane - a.meziane@rtm\n"
        "Produit : Infor EAM\nDescription : maintenance des rames de tramway\nRéférent : Hugo Lambert - 01 45 67 89 10\n",
        sender=HUGO,
    )
    assert the(found, "client.name", "client.sector") == ("Régie des Transports Métropolitains", "public")
    assert the(found, "client.contact.name", "client.contact.email") == ("Ali Meziane", None)


def test_a_labelled_address_that_cannot_be_one_is_kept_as_invalid() -> None:
    made = written(
        "Prospect : Tôleries du Nord SARL\nContact : Marc Descamps, e-mail : m.descamps@toleries-nord\nProduit : LN\n", sender=HUGO
    )
    found = made.leads[0].get("client.contact.email")
    assert found is not None
    assert (found.value, found.standing) == ("m.descamps@toleries-nord", Standing.INVALID)


def test_a_referrer_who_introduces_himself_and_his_company() -> None:
    found = written_fields(
        "Bonjour, je suis Hugo Lambert de la société HL Conseil et je souhaite vous recommander Papeteries Galland SAS pour Infor LN. Ils "
        "veulent planifier leurs machines à papier. Contact : Élise Galland, e.galland@galland.example.\nMerci, Hugo\n",
        sender=Address(name="Hugo Lambert", email="hugo.l@gmail.com"),
    )
    assert the(found, "client.name", "partner.name", "contact.name") == ("Papeteries Galland SAS", "HL Conseil", "Hugo Lambert")


def test_a_letter_to_a_friend() -> None:
    found = written_fields(
        "Bonjour Marie,\n\nComme convenu, voici un lead : il s'agit de la société Verallo (emballages en verre, 2 sites près de Reims). "
        "Leur directeur industriel, Stéphane Noël, m'a expliqué que la maintenance des fours est suivie dans un vieux logiciel que plus "
        "personne ne maîtrise. EAM serait parfait. Tu peux l'appeler au 03 26 11 22 33 ou lui écrire : s.noel@verallo.example.\n\n"
        "Tiens-moi au courant !\nHugo\nLambert & Associés\n",
        sender=HUGO,
    )
    assert the(found, "client.name", "client.contact.name", "client.contact.phone") == ("Verallo", "Stéphane Noël", "+33326112233")
    assert "suivie dans un vieux logiciel" in str(found["deal.description"])
    assert found["items"] == (item("infor-eam"),)
