from datetime import date

from ...reports.case.receipt_pdf import ReceiptData, ReceiptWords, ReceivedFile, build_receipt
from ..common.pdf_builders import LONG_WORD, MARKUP, PdfCase, body_text, placed_texts, text_of


def receipt(text, **values):
    """Return the data of a receipt that says ``text`` in every place."""
    return ReceiptData(
        number=text,
        authority=text,
        rows=((text, text), (text, "")),
        text=text,
        files=(ReceivedFile(text, text, "0" * 64, text),),
        **values,
    )


class TestReceiptPdf(PdfCase):
    def test_markup_prints_as_it_is(self):
        """RS16.9: what an exporter writes, and names a file, is text on the receipt."""
        content = build_receipt(receipt(MARKUP))
        self.assertIn(MARKUP, body_text(content))
        self.assertNotIn(b"/Subtype /Image", content)
        self.assert_inside_frame(content)

    def test_long_words_wrap(self):
        """RS16.9: a file name of 300 letters stays on the page, in full."""
        content = build_receipt(receipt(LONG_WORD))
        self.assert_inside_frame(content)
        self.assertGreater(text_of(content).replace(" ", "").count(LONG_WORD), 2)

    def test_same_data_same_bytes(self):
        """RS16.9: a receipt that is fetched again is the same file; another word is another."""
        data = receipt("Қожахметұлы Әділет")
        self.assertEqual(build_receipt(data), build_receipt(data))
        self.assertNotEqual(build_receipt(data), build_receipt(receipt("Қожахметұлы")))

    def test_hashes(self):
        """RS16.9: a hash stands on one line, its note beside files alone; the text has one, too."""
        file = ReceivedFile("ledger.pdf", "1 kB", "0a" * 32, "clean")
        words = ReceiptWords(note="What a hash is.")
        data = ReceiptData(
            "1", "Authority", (), text="Yes", files=(file,), text_sha256="1b" * 32, words=words
        )
        lines = [text for _page, text, *_place in placed_texts(build_receipt(data))]
        self.assertIn("0a" * 32, lines)
        self.assertIn("What a hash is.", lines)
        self.assertIn(f"SHA-256: {'1b' * 32}", body_text(build_receipt(data)))
        text = body_text(build_receipt(ReceiptData("1", "Authority", (), text="Yes", words=words)))
        self.assertNotIn("What a hash is.", text)

    def test_what_is_not_printed(self):
        """RS16.9: a receipt names the letters that it cannot show."""
        words = ReceiptWords(unprintable="Not printed: {letters}.")
        data = ReceiptData("1", "Authority", (), text="Yes 中", words=words)
        self.assertIn("Not printed: U+4E2D.", body_text(build_receipt(data)))

    def test_letterhead(self):
        """RS16.9: who received the answer stands at its head, with the address; the file bears its day."""
        data = ReceiptData("1", "Authority", (), address="1 Street, Town", date=date(2026, 5, 4))
        content = build_receipt(data)
        self.assertIn("Authority 1 Street, Town", body_text(content))
        self.assertIn("/CreationDate (D:20260504", content.decode("latin-1"))

    def test_words_of_its_language(self):
        """CU-A: the receipt is in the language of who holds it."""
        words = ReceiptWords(title="Түбіртек", no_files="Файл жоқ.", files="Файлдар", page="{page}/{pages}")
        data = ReceiptData(number="1", authority="А", rows=(), words=words, language="kk")
        text = text_of(build_receipt(data))
        for word in ("Түбіртек", "Файл жоқ.", "Файлдар", "1/1"):
            self.assertIn(word, text)
