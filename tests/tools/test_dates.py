"""Dates and numbers as people outside read them (decision on dates; RS16.5b, RS16.9)."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, TransactionCase, tagged

from ...tools.dates import (
    NO_BREAK_SPACE,
    as_day,
    decimal_number,
    html_language,
    length_in_words,
    long_date,
    long_moment,
    unbroken,
)

DAY = date(2026, 12, 9)
IN_WORDS = {
    "en_US": "9 December 2026",
    "en_GB": "9 December 2026",
    "ru_RU": "9 декабря 2026 г.",
    "sr@latin": "9. decembra 2026.",
    "kk_KZ": "2026 жылғы 9 желтоқсан",
    "en": "9 December 2026",
    "ru": "9 декабря 2026 г.",
    "de_DE": "9. Dezember 2026",
    "xx_XX": "9 December 2026",
    None: "9 December 2026",
}


@tagged("post_install", "-at_install")
class TestDates(BaseCase):
    def test_long_date(self):
        """A date is in words, in the language of the reader: Serbian in Latin letters, days before months."""
        for lang, words in IN_WORDS.items():
            with self.subTest(lang=lang):
                self.assertEqual(long_date(DAY, lang), words)
        self.assertEqual(long_date(None, "ru_RU"), "")
        self.assertEqual(long_date(False, "ru_RU", "–"), "–")

    @given(st.dates(), st.sampled_from(["en_US", "ru_RU", "sr@latin", "kk_KZ"]))
    def test_any_date(self, day, lang):
        """Whatever the day: it and the year are in it, and no figure stands for the month."""
        words = long_date(day, lang)
        figures = [int(part.strip(".")) for part in words.split() if part.strip(".").isdecimal()]
        self.assertCountEqual(figures, [day.day, day.year])

    def test_long_moment(self):
        """RS16.9: a moment is in the time zone of the authority, which is named."""
        moment = datetime(2026, 12, 8, 20, 30, 5)  # noqa: DTZ001 - as Odoo stores it
        self.assertEqual(
            long_moment(moment, "sr@latin", "Asia/Almaty"), "9. decembra 2026. u 01:30:05 (Asia/Almaty)"
        )
        self.assertEqual(long_moment(moment, "en_US", None), "8 December 2026, 20:30:05 (UTC)")
        self.assertEqual(long_moment(None, "en_US", "UTC"), "")

    def test_numbers(self):
        """Numbers have the marks of the language."""
        self.assertEqual(decimal_number(1234567.5, "en_US"), "1,234,567.5")
        self.assertEqual(decimal_number(1234567.5, "sr@latin", fixed=True), "1.234.567,50")
        self.assertEqual(decimal_number(1234.5, "ru_RU", fixed=True).replace(NO_BREAK_SPACE, " "), "1 234,50")
        self.assertEqual(decimal_number(0, "kk_KZ", places=0), "0")
        self.assertEqual(decimal_number(None, "kk_KZ", empty="–"), "–")

    def test_lengths(self):
        """Lengths of time have the form of the word that the number asks for."""
        for lang, words in (
            ("en_US", ("1 day", "2 days", "40 days", "6 months")),
            ("ru_RU", ("1 день", "2 дня", "40 дней", "6 месяцев")),
            ("sr@latin", ("1 dan", "2 dana", "40 dana", "6 meseci")),
            ("kk_KZ", ("1 күн", "2 күн", "40 күн", "6 ай")),
        ):
            for (number, unit), word in zip(
                ((1, "day"), (2, "day"), (40, "day"), (6, "month")), words, strict=True
            ):
                self.assertEqual(length_in_words(number, unit, lang), word)
        self.assertEqual(length_in_words(21, "day", "sr@latin"), "21 dan")
        self.assertEqual(length_in_words(11, "day", "sr@latin"), "11 dana")
        self.assertEqual(length_in_words(3, "working_day", "sr@latin"), "")

    def test_html_language(self):
        """A page names its language as readers aloud know it."""
        for lang, name in (("sr@latin", "sr-Latn"), ("kk_KZ", "kk"), ("ru_RU", "ru"), (None, "en")):
            self.assertEqual(html_language(lang), name)

    def test_unbroken(self):
        """No line is broken within a date."""
        self.assertNotIn(" ", unbroken(long_date(DAY, "ru_RU")))

    def test_as_day(self):
        """What a field of Odoo holds, or the text of one, is read as a day."""
        for value in (DAY, "2026-12-09", "2026-12-09 23:00:00", datetime(2026, 12, 9, 23)):  # noqa: DTZ001
            self.assertEqual(as_day(value), DAY)
        self.assertIsNone(as_day(False))


@tagged("post_install", "-at_install")
class TestDateOnPages(TransactionCase):
    def test_widget(self):
        """Pages write a date in words, in the language of the page."""
        for lang in ("ru_RU", "sr@latin"):
            self.env["res.lang"]._activate_lang(lang)
        field = self.env["ir.qweb.field.customs_date"]
        for lang in ("en_US", "ru_RU", "sr@latin"):
            with self.subTest(lang=lang):
                self.assertEqual(field.with_context(lang=lang).value_to_html(DAY, {}), IN_WORDS[lang])
