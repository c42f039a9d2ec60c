"""Complete data of reports and letters, and readers of a PDF: its text, and where each piece stands."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.generic import ContentStream

from odoo.tests import BaseCase

from ...reports.kit import pdf_style
from ...reports.kit.letter_pdf import LetterAuthority, LetterData
from ...reports.origin import visit_report_pdf
from ...reports.origin.visit_report_pdf import (
    InspectedPremises,
    LineConclusion,
    ProcessLine,
    ReportApproval,
    ReportAuthority,
    ReportGoods,
    TeamMember,
    VerifiedPerson,
    VisitReportData,
    WrittenConsent,
)
from .shipped_letters import shipped

MARKUP = '<b>x</b> & <img src="file:///etc/passwd"/>'
LONG_WORD = "Wörd" * 75


def goods_line(number):
    """Return one goods line, with a description that takes several lines."""
    return ReportGoods(
        no=number,
        hs_code=f"{7308900000 + number}",
        description=f"Steel element of type S-{number:03d}, welded and galvanised, with fastening set",
        proof_number=f"RS 26 {number:06d}",
        proof_date=date(2026, 2, 3),
        criterion="Y15%",
        quantity=Decimal("120.500"),
        quantity_unit="pcs",
        gross_weight_kg=12500.25,
    )


def conclusion(number):
    """Return the conclusion on one goods line: every third does not comply."""
    return LineConclusion(number, bool(number % 3), f"Reason R{number:03d}.", "Y14.8%")


# As the law's data has them.
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
ITEMS = ("team", "person", "goods", "dates", "grounds", "premises", "process", "conclusion")
REPORT_ARTICLES = {
    f"{item}_complete": f"Annex 3, Art. 16(10), {ordinal} indent"
    for item, ordinal in zip(ITEMS, ORDINALS, strict=True)
}


def build_visit_report(data):
    """Return the report as a PDF file, in the shipped words."""
    return visit_report_pdf.build_visit_report(data, shipped()["VISIT", "report", data.language])


def report_data(lines=3, **changes):
    """Return the data of a complete report on so many goods lines."""
    numbers = range(1, lines + 1)
    data = VisitReportData(
        number="EAEU-RS/2026/0017",
        version=2,
        agreement_title="Free Trade Agreement between the Union and the Republic of Serbia",
        agreement_citation="Moscow, 25 October 2019",
        importing_authority=ReportAuthority(
            "State Revenue Committee", "Kazakhstan", "Комитет", "8 Zhenis Avenue"
        ),
        exporting_authority=ReportAuthority(
            "Customs Administration", "Serbia", "Управа царина", "Novi Beograd"
        ),
        date=date(2026, 11, 20),
        place="Belgrade",
        draft=False,
        team=(
            TeamMember(
                "Adilet", "Qozhakhmetuly", "Chief expert", "SRC", "importing", "Әділет", "Қожахметұлы"
            ),
            TeamMember(
                "Đorđe", "Živković Šćepan", "Senior inspector", "CA", "exporting", "Ђорђе", "Живковић"
            ),
        ),
        persons=(
            VerifiedPerson("Čačak Metal", "Чачак метал", "Producer", "MB 20123456", "Miloša 14", "Serbia"),
        ),
        goods=tuple(map(goods_line, numbers)),
        began_on=date(2026, 9, 14),
        ended_on=date(2026, 9, 18),
        days=5,
        doubts="The weight exceeds the capacity.\n\nThe share of foreign materials does not agree.",
        request_number="04-2/118",
        request_date=date(2026, 6, 1),
        consent=WrittenConsent("148-03/2026", date(2026, 7, 15), date(2026, 7, 20), "Customs of Serbia"),
        premises=(InspectedPremises("Main hall", "Kneza Miloša 14", "Welding lines", date(2026, 9, 15)),),
        process="Sheet is cut and welded.\nElements are galvanised.",
        process_lines=tuple(ProcessLine(number, "Cutting, welding", "Zinc", 14.8) for number in numbers),
        line_conclusions=tuple(map(conclusion, numbers)),
        complies=lines < 3,
        conclusion_text="Line 3 was not produced there.",
        obstruction="Access to the warehouse was refused on 16 September.",
        documents=("Production book 2026", "Invoices"),
        annexes=("Photographs (14)",),
        approval=ReportApproval("Gulnar Ongarbayeva", "Head of Department", date(2026, 11, 27)),
        requirements="the rules of origin of Annex 3",
        articles=REPORT_ARTICLES,
    )
    return replace(data, **changes)


def letter_data(**changes):
    """Return an envelope for a letter."""
    data = LetterData(
        sender=LetterAuthority(
            "State Revenue Committee",
            "Мемлекеттік кірістер комитеті",
            "8 Zhenis Avenue\nAstana",
            "+7 000",
            "a@example.org",
        ),
        addressee=LetterAuthority(
            "Customs Administration", "Управа царина", "Novi Beograd", email="b@example.org"
        ),
        number="04-2/118",
        date=date(2026, 6, 1),
        signatory_name="Әділет Қожахметұлы",
        signatory_position="Deputy Chairman",
        enclosures=("Copies of CT-2 (3 sheets)",),
        copies=("Commission",),
        asks_reply=True,
        draft=False,
    )
    return replace(data, **changes)


def pages_of(content):
    """Return the text of each page, blanks and line ends made one blank."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def text_of(content):
    """Return all text, without the heads and feet that stand between the pages."""
    return " ".join(pages_of(content))


def body_text(content):
    """Return what the document says, in one line."""
    return re.sub(r"\s+", " ", text_of(content))


class Shown(NamedTuple):
    """A piece of text where a page shows it; lengths in points from the page's lower left corner."""

    page: int
    text: str
    left: float
    right: float
    y: float


class PageReader:
    """Reads where a page shows its text, by the file's own operators, fonts and widths.

    Knows what the builders write: no scaled or slanted text, no spacing of letters. Turned text (the mark of
    a draft) is left out.
    """

    def __init__(self, number, page):
        self.number, self.shown = number, []
        self._fonts = {
            name: self._font(ref.get_object()) for name, ref in page["/Resources"]["/Font"].items()
        }
        self._matrix, self._stack = (1, 0, 0, 1, 0, 0), []
        self._line = self._place = (1, 0, 0, 1, 0, 0)
        self._leading = self._size = 0
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
            handler = getattr(self, f"_on_{operator.decode().replace('*', 'star')}", None)
            if handler:
                handler(*operands)

    @staticmethod
    def _font(font):
        cmap = font["/ToUnicode"].get_object().get_data().decode("ascii")
        letters = {
            int(code, 16): chr(int(letter, 16)) for code, letter in re.findall(r"<(\w\w)> <(\w+)>\n", cmap)
        }
        return letters, font["/Widths"]

    @staticmethod
    def _times(one, other):
        a, b, c, d, e, f = map(float, one)
        u, v, w, x, y, z = map(float, other)
        return (
            a * u + b * w,
            a * v + b * x,
            c * u + d * w,
            c * v + d * x,
            e * u + f * w + y,
            e * v + f * x + z,
        )

    def _on_q(self):
        self._stack.append(self._matrix)

    def _on_Q(self):  # noqa: N802 - named after the operators
        self._matrix = self._stack.pop()

    def _on_cm(self, *matrix):
        self._matrix = self._times(matrix, self._matrix)

    def _on_BT(self):  # noqa: N802
        self._line = self._place = (1, 0, 0, 1, 0, 0)

    def _on_Tm(self, *matrix):  # noqa: N802
        self._line = self._place = matrix

    def _on_Td(self, x, y):  # noqa: N802
        self._line = self._place = self._times((1, 0, 0, 1, x, y), self._line)

    def _on_TL(self, leading):  # noqa: N802
        self._leading = leading

    def _on_Tstar(self):  # noqa: N802
        self._on_Td(0, -self._leading)

    def _on_Tf(self, font, size):  # noqa: N802
        self._letters, self._widths = self._fonts[font]
        self._size = float(size)

    def _on_Tj(self, string):  # noqa: N802
        codes = string.original_bytes
        text = "".join(map(self._letters.__getitem__, codes))
        kept = codes[: len(text.rstrip())]
        width = sum(float(self._widths[code]) for code in kept) * self._size / 1000
        a, b, _c, _d, left, y = self._times(self._place, self._matrix)
        if not b and kept:
            self.shown.append(Shown(self.number, text.rstrip(), left, left + width * a, y))
        advance = sum(float(self._widths[code]) for code in codes) * self._size / 1000
        self._place = self._times((1, 0, 0, 1, advance, 0), self._place)


def placed_texts(content):
    """Return each piece of text with its place."""
    reader = PdfReader(io.BytesIO(content))
    return [shown for number, page in enumerate(reader.pages, 1) for shown in PageReader(number, page).shown]


class PdfCase(BaseCase):
    """Assertions on PDF files."""

    def assert_in_order(self, parts, text):
        """Assert that the text holds all parts, one after the other."""
        position = 0
        for part in parts:
            found = text.find(part, position)
            self.assertNotEqual(
                found, -1, f"{part!r} is not in the text, or not where it belongs: {text[:4000]}"
            )
            position = found

    def assert_inside_frame(self, content):
        """Assert that no text runs out of the margins, and body text not into head or foot."""
        right = pdf_style.PAGE_WIDTH - pdf_style.MARGIN_RIGHT
        pieces = placed_texts(content)
        self.assertTrue(pieces)
        for page, text, start, end, y in pieces:
            where = f"page {page}: {text!r}"
            self.assertGreaterEqual(start, pdf_style.MARGIN_LEFT - 0.5, where)
            self.assertLessEqual(end, right + 0.5, where)
            self.assertGreater(y, 30, where)
            self.assertLess(y, pdf_style.PAGE_HEIGHT - 40, where)
