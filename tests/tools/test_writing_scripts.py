"""In which script a text is written (RS16.10), and what box 5 says (RS12.6-RS12.9)."""

import unicodedata
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import box_remark
from ...tools.writing_scripts import foreign_words, is_foreign_letter

MONTHS = (
    ("January", "января"),
    ("February", "февраля"),
    ("March", "марта"),
    ("April", "апреля"),
    ("May", "мая"),
    ("June", "июня"),
    ("July", "июля"),
    ("August", "августа"),
    ("September", "сентября"),
    ("October", "октября"),
    ("November", "ноября"),
    ("December", "декабря"),
)


@tagged("post_install", "-at_install")
class TestScripts(BaseCase):
    def test_latin_passes(self):
        """RS16.10: English, and the names of Serbia and Kazakhstan in Latin letters, with all their signs."""
        for text in (
            "",
            None,
            "The goods comply with the rules of origin.",
            "Đorđe Šćepanović, Žarko Čučković",
            "Ádilet Qojahmetuly, Şoqan Wälihanov, Iñkär Ğabit",
            "crème fraîche, naïve, Ærø, Łódź, ǅ, ß, ﬁne",
            "0123456789 № 5 § 16 + - = < > % ‰",
            "5 µm, 12 μm, 3 Ω, 20 °C, 4 Å, 300 K, 2 ℓ, m², m³, H₂O, ½, Ⅷ, Δt, π",
            "micro \u00b5 \u03bc, ohm \u03a9 \u2126, kelvin \u212a, angstrom \u212b, degrees \u2103 \u2109",
            "1 000 € 5 $ 7 £ 3 ₸",
            "“quoted” ‘quoted’ «quoted» „quoted“ - – — … • → ✓ ☎ 😀",
            "e\u0301 s\u030c x\u0304",  # letters with combining marks of their own
            "1ª 2º ʼ ˈ",
            "https://example.com/a_b?c=d#e @name",
        ):
            with self.subTest(text=text):
                self.assertEqual(foreign_words(text), [])

    def test_other_scripts_are_found(self):
        """RS16.10: Cyrillic, Greek, Chinese, Arabic, Georgian, Armenian, Hebrew, Thai, Korean, Japanese."""
        for word in (
            "Сыр",
            "Қазақстан",
            "Ђорђе",
            "Αθήνα",
            "奶酪",
            "جبن",
            "ყველი",
            "Պանիր",
            "גבינה",
            "ชีส",
            "치즈",
            "チーズ",
        ):
            with self.subTest(word=word):
                self.assertEqual(foreign_words(f"The word {word} stands here."), [word])

    def test_look_alikes_are_found(self):
        """RS16.10: one letter that only looks Latin makes the word foreign: Cyrillic, Greek, full width."""
        for word in ("chеese", "Аstana", "goοds", "Μilk", "ｍilk", "ѕtamp", "origіn", "ᴫ", "ᵸ", "x٣", "𝐦ilk"):
            with self.subTest(word=[unicodedata.name(char) for char in word]):
                self.assertEqual(foreign_words(f"clean {word} clean"), [word])

    def test_decomposed_letters(self):
        """RS16.10: a letter and its mark typed apart are judged by the letter."""
        self.assertEqual(foreign_words(unicodedata.normalize("NFD", "Šećer é")), [])
        self.assertEqual(len(foreign_words(unicodedata.normalize("NFD", "чай йод"))), 2)

    def test_each_word_once_without_its_signs(self):
        """RS16.10: what is to be changed is named so that one finds it."""
        text = '«Сыр», (сыр) and Сыр; the "Молоко"! Cheese.\nМолоко-2'
        self.assertEqual(foreign_words(text), ["Сыр", "сыр", "Молоко", "Молоко-2"])

    @given(st.text(max_size=60))
    def test_any_text(self, text):
        """RS16.10: any text is answered, a word is foreign exactly when it holds a foreign letter."""
        found = foreign_words(text)
        self.assertEqual(bool(found), any(is_foreign_letter(char) for char in text))
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(foreign_words(" ".join(found)), found)

    @given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=60))
    def test_any_latin_text(self, text):
        """RS16.10: no letter of the Latin blocks is foreign."""
        self.assertEqual(foreign_words(text), [])


@tagged("post_install", "-at_install")
class TestRemarkText(BaseCase):
    def test_wording(self):
        """RS12.6: capitals, line breaks and look-alike letters do not count, words do."""
        wording = "Issued instead of certificate form CT-2"
        for box in (
            wording,
            wording.upper(),
            "x; issued INSTEAD\n of  certificate form СТ-2.",
            f"({wording})",
        ):
            self.assertTrue(box_remark.says(box, wording), box)
        for box in ("", None, False, "instead of certificate form CT-2", f"un{wording}", f"{wording}3"):
            self.assertFalse(box_remark.says(box, wording), box)
        self.assertTrue(box_remark.says("ДУБЛИКАТ", "Duplicate", "Дубликат"))
        self.assertFalse(box_remark.says("anything", "", None, False))

    def test_number(self):
        """RS12.7: the number as a whole, however it is spaced."""
        for box in ("of RS 00 17", "RS0017", "№RS0017,", "rЅ0017 of 1.1.2026"):
            self.assertTrue(box_remark.names_number(box, "RS0017"), box)
        for box in ("RS00171", "1RS0017", "RS 17", "", None):
            self.assertFalse(box_remark.names_number(box, "RS0017"), box)
        self.assertTrue(box_remark.names_number("No. A.1+ of", "A.1+"))
        self.assertFalse(box_remark.names_number("No. AX1+ of", "A.1+"))
        self.assertFalse(box_remark.names_number("anything", ""))

    def test_number_key(self):
        """RS12.4: one number, one key."""
        self.assertEqual(
            len({box_remark.number_key(text) for text in ("СТ 1 7", "ct17", "CT\t17 ", "Ct 17")}), 1
        )
        self.assertNotEqual(box_remark.number_key("CT-17"), box_remark.number_key("CT17"))

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_day(self, day):
        """RS12.7: every usual spelling of a day, and of no other day."""
        english, russian = MONTHS[day.month - 1]
        spellings = (
            f"{day:%d.%m.%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%d/%m/%y}",
            f"{day:%Y-%m-%d}",
            f"{day.day} {english} {day.year}",
            f"{english} {day.day}, {day.year}",
            f"{day.day:02d} {russian} {day.year} г.",
        )
        for text in spellings:
            box = f"Duplicate of No. 5 of {text}, checked"
            self.assertTrue(box_remark.names_day(box, day), box)
            for days in (-1, 1, 9, 10, 365, 3652):
                other = day + timedelta(days=days)
                if f"{other:%d/%m/%y}" != f"{day:%d/%m/%y}":
                    self.assertFalse(box_remark.names_day(box, other), (box, other))
