from ..reports.receipt_pdf import ReceiptData, ReceiptWords, ReceivedFile, build_receipt
from .test_pdf_builders import LONG_WORD, MARKUP, PdfCase, body_text, text_of


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

    def test_words_of_its_language(self):
        """CU-A: the receipt is in the language of who holds it."""
        words = ReceiptWords(title="Түбіртек", no_files="Файл жоқ.", files="Файлдар", page="{page}/{pages}")
        data = ReceiptData(number="1", authority="А", rows=(), words=words, language="kk")
        text = text_of(build_receipt(data))
        for word in ("Түбіртек", "Файл жоқ.", "Файлдар", "1/1"):
            self.assertIn(word, text)
