"""The law in the language of the reader: articles, names and addresses of authorities."""

import re
from pathlib import Path

from odoo.tests import tagged

from ..common.cases import CustomsCase

ADDON = Path(__file__).parents[2]
ARTICLE = re.compile(
    r"Annex 3, Art\. \d+(?:\(\d+\))*(?:-\(\d+\))?(?:, \w+ indent)?(?:; Art\. \d+(?:\(\d+\))*)*"
)
RUSSIAN = "подпункт 1 пункта 4 статьи 16 Приложения № 3"


@tagged("post_install", "-at_install")
class TestArticles(CustomsCase):
    """How articles are cited (RS15.5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.row = cls.agreement.article_ids.filtered(lambda row: row.name == "Annex 3, Art. 16(4)(1)")
        cls.row.with_context(lang="ru_RU").citation = RUSSIAN

    def test_in_the_language_of_the_reader(self):
        """Russian papers cite as Russian law does; English ones, and unknown articles, as they are named."""
        cite = self.agreement._cite
        self.assertEqual(cite(self.row.name, "ru_RU"), RUSSIAN)
        self.assertEqual(self.agreement.with_context(lang="ru_RU")._cite(self.row.name), RUSSIAN)
        self.assertEqual(cite(self.row.name), self.row.name)
        self.assertEqual(cite("Protocol, Art. 99", "ru_RU"), "Protocol, Art. 99")
        self.assertEqual(cite(False, "ru_RU"), "")
        self.assertEqual(self.env["customs.agreement"]._cite("Art. 1"), "Art. 1")

    def test_a_change_is_seen_at_once(self):
        """An administrator of the law who puts a citation right finds it on the next paper."""
        self.agreement._cite(self.row.name, "ru_RU")
        self.row.with_user(self.administrator).with_context(lang="ru_RU").citation = "иначе"
        self.assertEqual(self.agreement._cite(self.row.name, "ru_RU"), "иначе")
        self.row.with_user(self.administrator).unlink()
        self.assertEqual(self.agreement._cite("Annex 3, Art. 16(4)(1)", "ru_RU"), "Annex 3, Art. 16(4)(1)")

    def test_no_query_for_each(self):
        """However many articles a page cites, they are read once for each language."""
        self.agreement._cite(self.row.name, "ru_RU")
        with self.assertQueryCount(0):
            for row in ("Annex 3, Art. 16(5)", "Annex 3, Art. 15(6)", self.row.name):
                self.agreement._cite(row, "ru_RU")

    def test_all_articles(self):
        """Each article that a row of the law or a step of a case names can be cited in another language."""
        data = ADDON / "data"
        texts = [(data / f"agreement_eaeu_rs{part}.xml").read_text() for part in ("", "_steps")]
        texts += [
            place.read_text() for room in ("models", "wizards") for place in (ADDON / room).rglob("*.py")
        ]
        texts += [re.sub(r"\{ARTICLE\}", "Annex 3, Art. 16", text) for text in texts]
        named = {name for text in texts for name in ARTICLE.findall(text)}
        self.assertGreater(len(named), 50)
        self.assertFalse(named - set(self.agreement.article_ids.mapped("name")))


@tagged("post_install", "-at_install")
class TestAuthorities(CustomsCase):
    """Names and addresses of authorities (RS15.5)."""

    def test_names_and_addresses(self):
        """An authority, its unit and its address are kept in each language."""
        self.env["res.lang"]._activate_lang("ru_RU")
        contact = self.env["customs.authority.contact"].create(
            {
                "authority_id": self.importing.id,
                "name": "Origin unit",
                "position": "Head",
                "address": "1 Test",
            }
        )
        self.kz.with_context(lang="ru_RU").name = "Казахстан"
        russian = {"name": "Таможенный орган", "street": "Тестовая ул., 1", "city": "Астана"}
        self.importing.with_context(lang="ru_RU").write(russian)
        of_contact = {"name": "Отдел происхождения", "position": "Начальник", "address": "Тестовая ул., 1"}
        contact.with_context(lang="ru_RU").write(of_contact)
        self.assertEqual(self.importing.name, "Test Customs Authority of Kazakhstan")
        self.assertEqual(contact.position, "Head")
        self.assertEqual(
            self.importing.with_context(lang="ru_RU")._address_lines(),
            ["Тестовая ул., 1", "Астана", "Казахстан"],
        )
        self.assertEqual(
            contact.with_context(lang="ru_RU").read(list(of_contact))[0] | of_contact,
            {
                "id": contact.id,
                **of_contact,
            },
        )

    def test_country_in_kazakh(self):
        """Odoo has no names of countries in Kazakh: those of the Parties are in it all the same."""
        self.env["res.lang"]._activate_lang("kk_KZ")
        self.assertEqual(self.importing.with_context(lang="kk_KZ")._address_lines()[-1], "Қазақстан")
