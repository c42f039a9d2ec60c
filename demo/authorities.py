"""The authorities of the demonstration."""

from odoo import Command

from . import cases
from .cases import MARK


def load(demo):
    """Create the authorities, with their contacts and specimens."""
    agreement = demo.env.ref("customs_verification.agreement_eaeu_rs")
    demo._make(
        "customs.authority",
        "authority_kz",
        {
            "name": "State Revenue Committee of the Ministry of Finance of the Republic of Kazakhstan",
            "native_name": "Қазақстан Республикасы Қаржы министрлігінің Мемлекеттік кірістер комитеті",
            "code": "KZ-SRC",
            "country_id": demo.env.ref("base.kz").id,
            "is_customs_authority": True,
            "tz": "Asia/Almaty",
            "letter_language": "ru",
            "street": "11 Pobedy Avenue",
            "city": "Astana",
            "phone": "+7 000 000 00 00",
            "email": "origin.kz@example.com",
            "decision_rights": "Demonstration: the decision can be appealed against within thirty days.",
            "decision_payment": "Demonstration: account and purpose of the payment.",
            "payment_days": 10,
            "contact_ids": [
                Command.create(
                    {
                        "name": "Әсем Нұрланқызы" + MARK,
                        "position": "Origin unit",
                        "purpose": "visit",
                        "email": "origin.kz@example.com",
                        "valid_from": "2022-01-10",
                    }
                )
            ],
        },
    )
    demo._make(
        "customs.authority",
        "authority_rs",
        {
            "name": "Customs Administration of the Republic of Serbia",
            "native_name": "Управа царина Републике Србије",
            "code": "RS-CA",
            "country_id": demo.env.ref("base.rs").id,
            "is_customs_authority": True,
            "is_verification_authority": True,
            "tz": "Europe/Belgrade",
            "street": "Bulevar Zorana Đinđića 155a",
            "city": "Novi Beograd",
            "phone": "+381 00 000 0000",
            "email": "verification.rs@example.com",
            "contact_ids": [
                Command.create(
                    {
                        "name": "Đorđe Šćekić" + MARK,
                        "position": "Department for origin",
                        "purpose": "verification",
                        "email": "verification.rs@example.com",
                        "valid_from": "2021-07-10",
                        "valid_to": "2025-03-31",
                    }
                ),
                Command.create(
                    {
                        "name": "Jelena Živanović" + MARK,
                        "position": "Department for origin",
                        "purpose": "verification",
                        "email": "verification.rs@example.com",
                        "valid_from": "2025-04-01",
                    }
                ),
            ],
        },
    )
    demo._make(
        "customs.authority",
        "body_rs",
        {
            "name": "Chamber of Commerce and Industry of Serbia",
            "native_name": "Привредна комора Србије",
            "code": "RS-CCIS",
            "country_id": demo.env.ref("base.rs").id,
            "is_authorised_body": True,
            "tz": "Europe/Belgrade",
            "street": "Resavska 13-15",
            "city": "Beograd",
            "specimen_ids": [
                Command.create(
                    {
                        "agreement_id": agreement.id,
                        "kind_id": kind.id,
                        "name": cases.SPECIMENS.get(kind.code, kind.name) + MARK,
                        "received_on": "2021-06-28",
                        "valid_from": "2021-07-10",
                    }
                )
                for kind in agreement.specimen_kind_ids
            ],
        },
    )


def load_names(demo):
    """Names, units and addresses in the languages of those who get their letters and mails."""
    for key, translations in cases.AUTHORITIES.items():
        authority = demo._ref(key)
        for lang, (name, street, city, units) in translations.items():
            authority.with_context(lang=lang).write({"name": name, "street": street, "city": city})
            for contact in authority.contact_ids:
                position = units.get(contact.with_context(lang="en_US").position)  # pylint: disable=no-member
                if position:
                    contact.with_context(lang=lang).position = position
