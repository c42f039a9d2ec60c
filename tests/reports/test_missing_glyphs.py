"""Every letter of every builder prints, or is named before the paper is approved (RS16.10, RS15.5).

Nothing here needs a database. A class of builders, not examples: each text of each builder's data is planted.
"""

import io
from datetime import UTC, date, datetime

from pypdf import PdfReader

from ...reports.case.fact_record_pdf import FactRecordData, RecordedFact, RecordedFile, build_fact_record
from ...reports.case.receipt_pdf import ReceiptData, ReceivedFile, build_receipt
from ...reports.kit import pdf_fonts
from ...reports.kit.letter_pdf import build_letter
from ...reports.kit.missing_glyphs import excerpt, named, unprintable
from ..common.missing_glyphs import KEYS, planted
from ..common.pdf_builders import PdfCase, build_visit_report, letter_data, report_data, text_of
from ..common.shipped_letters import DECISION_VALUES, DECISIONS, REMINDER_VALUES, VISIT_VALUES, filled

# What the Parties of the agreements write their names in, and the signs that people type.
SCRIPTS = {
    "Armenian": "Երևանի մաքսատուն",
    "Georgian": "თბილისის საბაჟო",
    "Greek": "Τελωνείο Αθηνών",
    "Kazakh": "Әділет Қожахметұлы Ғани Ңұрлан Өскемен Үміт Іле Һ",
    "Serbian": "Ђорђе Љубиша Њђћџ Đorđe Šćepan",
    "signs": "→ ← ✓ ✔ ✗ № § ± × ≤ ≥ ≈ • … – — “ ” „ « » ’ € ₽ ₸ ₾ ½ ² µ Ø ° ™",
}
ODD = "中"
DAY = date(2026, 6, 1)


def record_data():
    """Return the data of a record with one entry."""
    fact = RecordedFact(
        1,
        "Request sent",
        datetime(2026, 6, 1, tzinfo=UTC),
        "Officer",
        DAY,
        note="note",
        files=(RecordedFile("a.pdf"),),
    )
    return FactRecordData("VV/1", "Visit", "Importing", "Exporting", "Agreement", 1, "ab", facts=(fact,))


def receipt_data():
    """Return the data of a receipt with one file."""
    file = ReceivedFile("ledger.pdf", "1 kB", "0" * 64, "clean")
    return ReceiptData("1", "Authority", (("Answered by", "Somebody"),), "The answer", (file,))


# name of the builder -> (its data, the builder)
BUILDERS = {
    "report": (report_data(1), build_visit_report),
    "visit request": (filled(letter_data(), VISIT_VALUES), build_letter),
    "reminder": (filled(letter_data(), REMINDER_VALUES, kind="reminder"), build_letter),
    "decision": (filled(letter_data(), DECISION_VALUES, DECISIONS, "refusal"), build_letter),
    "receipt": (receipt_data(), build_receipt),
    "record": (record_data(), build_fact_record),
}
KEYS |= {"sha256", "content_sha256", "previous_hash", "hash", "head"}


class TestPrintable(PdfCase):
    def test_fonts_have_the_scripts(self):
        """RS16.10: each script of the Parties prints, in regular and in bold, whatever the builder's font."""
        for name, text in SCRIPTS.items():
            with self.subTest(name):
                self.assertLessEqual(set(text.replace(" ", "")), pdf_fonts.printable())

    def test_every_builder_prints_them(self):
        """RS16.10, RS15.5: what stands in a builder's data in these scripts is read back from its file."""
        sample = "Երևան თბ Әділ → ✓"
        for name, (data, build) in BUILDERS.items():
            shown = []
            for path, value in planted(data, f" {sample}"):
                with self.subTest(name, path=path):
                    self.assertFalse(list(unprintable(value)))
                    content = build(value)
                    text = text_of(content)
                    self.assertNotIn("\ufffd", text)
                    self.assert_inside_frame(content)
                    shown.append(all(word in text for word in sample.split()))
            # The others are shortened where they stand (heads), or are not shown in this example.
            self.assertGreater(sum(shown) / len(shown), 0.5, name)

    def test_what_does_not_print_is_found(self):
        """RS16.10: a letter without a glyph is found in every text of every builder, with its place."""
        for name, (data, _build) in BUILDERS.items():
            self.assertFalse(list(unprintable(data)), name)
            places = 0
            for path, value in planted(data, ODD):
                with self.subTest(name, path=path):
                    [found] = unprintable(value)
                    self.assertEqual((found.path, found.letters), (path, ODD))
                places += 1
            self.assertGreater(places, 5, name)

    def test_record_says_what_it_does_not_print(self):
        """IT9: the print of a record, which nobody approves, names itself what it could not print."""
        data, build = BUILDERS["record"]
        said = "These letters cannot be printed"
        self.assertNotIn(said, text_of(build(data)))
        [value] = [value for path, value in planted(data, ODD) if path == ("number",)]
        self.assertIn(said, text_of(build(value)))
        self.assertIn(f"U+{ord(ODD):04X}", text_of(build(value)))

    def test_all_embedded(self):
        """RS16.10: the second font is embedded as the first one is."""
        content = build_letter(letter_data(opening=(SCRIPTS["Armenian"],)))
        names = set()
        for page in PdfReader(io.BytesIO(content)).pages:
            for font in page["/Resources"]["/Font"].values():
                descriptor = font.get_object()["/FontDescriptor"]
                self.assertIn("/FontFile2", descriptor)
                names.add(descriptor["/FontName"].rpartition("+")[2])
        self.assertIn("DejaVuSans", names)

    def test_named(self):
        """RS16.10: a letter is named with its code; a long text is cut around it."""
        self.assertEqual(named("中"), "中 (U+4E2D)")
        self.assertEqual(excerpt("short"), "short")
        cut = excerpt("a" * 100 + "\ufffd" + "b" * 100)
        self.assertTrue(cut.startswith("…a") and cut.endswith("b…") and "\ufffd" in cut)
