"""The PDF builders, read back: the report's eight items, letters in two languages, escaping, same bytes.

They guard RS16.10 and the promises of the design, "Output". Nothing here needs a database.
"""

import io
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from unittest.mock import patch

from pypdf import PdfReader
from pypdf.generic import ContentStream

from odoo.tests import BaseCase

from ..reports import letter_pdf, pdf_style, visit_report_pdf
from ..reports.letter_pdf import (
    DocumentaryRequestFacts,
    LetterAuthority,
    LetterBody,
    LetterData,
    LetterGoods,
    LetterPerson,
    LetterProof,
    LetterSection,
    VisitReminderFacts,
    VisitRequestFacts,
    build_letter,
    compose_documentary_request,
    compose_visit_reminder,
    compose_visit_request,
)
from ..reports.visit_report_pdf import (
    InspectedPremises,
    LineConclusion,
    ProcessLine,
    ReportApproval,
    ReportArticles,
    ReportAuthority,
    ReportGoods,
    TeamMember,
    VerifiedPerson,
    VisitReportData,
    WrittenConsent,
    build_visit_report,
    conclusion_problems,
    number_ranges,
)

MARKUP = '<b>x</b> & <img src="file:///etc/passwd"/>'
LONG_WORD = "Wörd" * 75
SERBIAN = "Đorđević Živković Šćepan Љубиша Њђћџ Ђорђевић Ћирић Џамић"
KAZAKH = "Әділет Қожахметұлы Ғани Ңұрлан Өскемен Үміт Іле Һ"


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
        days_on_premises=4,
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
        approval=ReportApproval("Gulnar Ongarbayeva", "Head of Department", date(2026, 11, 27), "ab" * 32),
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
        draft=False,
    )
    return replace(data, **changes)


VISIT_FACTS = VisitRequestFacts(
    agreement="Free Trade Agreement of 25 October 2019",
    persons=(LetterPerson("Čačak Metal", "Чачак метал", "Producer", "MB 20123456", "Kneza Miloša 14"),),
    goods=(LetterGoods(1, "7308900001", "Steel element", "RS 26 000001", date(2026, 2, 3)),),
    doubts="The weight exceeds the capacity.",
    bodies=(LetterBody("Customs Inspectorate", "Serbia", "books of account"),),
    other_reasons="Repeated mismatches.",
    preceding="request No. 12, answered on 2 May 2026",
    reply_due=date(2026, 7, 31),
)
REMINDER_FACTS = VisitReminderFacts(
    agreement="Free Trade Agreement",
    request_number="04-2/118",
    request_date=date(2026, 6, 1),
    sent_on=date(2026, 6, 1),
    reply_due=date(2026, 7, 31),
)


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


class TestVisitReportPdf(PdfCase):
    def test_all_items_of_the_report(self):
        """RS16.10.1 ... RS16.10.8, RS16.8b: each item is printed under its article, in order."""
        text = body_text(build_visit_report(report_data()))
        items = {
            "16(10)(1)": (
                "Adilet",
                "Әділет",
                "Qozhakhmetuly",
                "Қожахметұлы",
                "Chief expert",
                "Živković Šćepan",
            ),
            "16(10)(2)": ("Čačak Metal (Чачак метал)", "Producer", "MB 20123456", "Miloša 14", "Serbia"),
            "16(10)(3)": ("7308900001", "Steel element of type S-001", "RS 26 000001 3 Feb 2026", "Y15%"),
            "16(10)(4)": ("14 September 2026", "18 September 2026", "4"),
            "16(10)(5)": (
                "No. 04-2/118 of 1 June 2026",
                "148-03/2026 of 15 July 2026",
                "20 July 2026",
                "The weight",
            ),
            "16(10)(6)": ("Main hall", "Kneza Miloša 14", "Welding lines", "15 Sep 2026"),
            "16(10)(7)": ("Sheet is cut and welded.", "Elements are galvanised.", "Cutting, welding", "14.8"),
            "16(10)(8)": (
                "Complies",
                "Does not comply",
                "Reason R003.",
                "The goods do not comply with",
                "not comply: 3. All",
            ),
            "Art. 16(8)": ("Access to the warehouse was refused",),
        }
        self.assert_in_order([f"Annex 3, Art. {key.removeprefix('Art. ')}" for key in items], text)
        for article, parts in items.items():
            start = text.index(f"{article.removeprefix('Art. ')}")
            for part in parts:
                self.assertIn(part, text[start:], f"{article}: {part}")
        for number, title in enumerate(("Competent", "Verified person", "Goods that", "Dates of"), 1):
            self.assertIn(f"{number} {title}", text)
        self.assertIn("120.5 pcs", text)
        self.assertIn("12,500.25", text)
        self.assertIn("Production book 2026", text)
        self.assertIn("Photographs (14)", text)

    def test_head_and_approval(self):
        """RS16.10.1: both authorities stand in the head; who approved the report and when at its end."""
        text = body_text(build_visit_report(report_data()))
        self.assert_in_order(("State Revenue Committee", "VERIFICATION VISIT REPORT", "Approved by"), text)
        for part in (
            "Customs Administration",
            "Управа царина",
            "Novi Beograd",
            "27 November 2026",
            "ab" * 32,
        ):
            self.assertIn(part, text)

    def test_pages_and_marks(self):
        """RS16.10: each page has number, version and report number; only a draft says that it is one."""
        final = pages_of(build_visit_report(report_data()))
        draft = pages_of(build_visit_report(report_data(draft=True, approval=None)))
        for pages, is_draft in ((final, False), (draft, True)):
            for number, page in enumerate(pages, 1):
                self.assertIn(f"Page {number} of {len(pages)}", page)
                self.assertIn("Version 2", page)
                self.assertIn("Report No. EAEU-RS/2026/0017", page)
                self.assertEqual("Draft, not approved" in page, is_draft)
                self.assertEqual("DRAFT" in page, is_draft)

    def test_signatures_of_the_whole_team(self):
        """RS16.10.1: every member has a line to sign on, by Party, and a block never breaks over pages."""
        team = tuple(
            TeamMember(f"Ana{index}", f"Petrović{index}", f"Post{index}", f"Office{index}", party)
            for party in ("importing", "exporting")
            for index in range(60)
        )
        content = build_visit_report(report_data(team=team))
        text = body_text(content)
        text = text[text.index("Signatures of the inspection team") :]
        self.assert_in_order(("For the Importing Party: Kazakhstan", "For the Exporting Party: Serbia"), text)
        self.assertEqual(text.count("Signature Date"), 120)
        pages = pages_of(content)
        for index in range(60):
            block = f"Ana{index} Petrović{index} Post{index} Office{index} Signature Date"
            self.assertEqual(sum(page.count(block) for page in pages), 2, block)

    def test_conclusion_is_unambiguous(self):
        """RS16.10.8: a final report needs a verdict on each line and in all, saying the same."""
        self.assertFalse(conclusion_problems(report_data()))
        undecided = report_data(complies=None, line_conclusions=(LineConclusion(1, None),))
        wrong = {
            "no overall": report_data(complies=None),
            "lines missing": report_data(line_conclusions=(conclusion(1), conclusion(2))),
            "unknown line": report_data(line_conclusions=tuple(map(conclusion, range(1, 5)))),
            "complies in spite of a line": report_data(complies=True),
            "fails in spite of all lines": report_data(2, complies=False),
            "nothing decided": undecided,
        }
        for name, data in wrong.items():
            with self.subTest(name):
                self.assertTrue(conclusion_problems(data))
                with self.assertRaises(ValueError):
                    build_visit_report(data)
        text = body_text(build_visit_report(replace(undecided, draft=True, approval=None)))
        self.assertIn("No conclusion has been drawn yet.", text)
        self.assertIn("The goods comply with", body_text(build_visit_report(report_data(2))))

    def test_empty_report_says_so(self):
        """RS16.10: what was not filled in prints as not stated, in all eight sections."""
        side = ReportAuthority("")
        content = build_visit_report(VisitReportData("", 1, "", side, side, None))
        text = body_text(content)
        self.assertGreaterEqual(text.count("Not stated."), 7)
        self.assertNotIn("None", text)
        self.assertNotIn("False", text)
        self.assert_inside_frame(content)

    def test_articles_are_data(self):
        """RS16.10: another agreement prints its own articles and requirements."""
        data = report_data(
            articles=ReportArticles(team="Chapter 4, Art. 30(9)(a)"), requirements="the rules of Chapter 4."
        )
        text = body_text(build_visit_report(data))
        self.assertIn("Chapter 4, Art. 30(9)(a)", text)
        self.assertNotIn("16(10)(1)", text)
        self.assertIn("do not comply with the rules of Chapter 4.", text)
        self.assertNotIn("Chapter 4..", text)

    def test_optional_columns(self):
        """RS16.10.7, RS16.10.8: columns in which nothing is known are not printed empty."""
        data = report_data(
            process_lines=(ProcessLine(1, "Cutting"),),
            line_conclusions=tuple(LineConclusion(number, number < 3) for number in (1, 2, 3)),
        )
        text = body_text(build_visit_report(data))
        self.assertNotIn("Materials used", text)
        self.assertNotIn("Criterion found", text)
        self.assertIn("Operations carried out", text)


class TestManyGoods(PdfCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = build_visit_report(report_data(300))
        cls.pages = pages_of(cls.content)

    def test_every_line_is_printed(self):
        """RS16.10.3, RS16.10.8: 300 goods lines, each with its conclusion, none lost at a page break."""
        text = " ".join(self.pages)
        for number in range(1, 301):
            self.assertIn(f"S-{number:03d}", text)
            self.assertIn(f"RS 26 {number:06d}", text)
            self.assertEqual(text.count(f"Reason R{number:03d}."), 1)

    def test_table_heads_are_repeated(self):
        """RS16.10.3: wherever goods, processes or conclusions go on, the table's head stands above them."""
        tables = (
            (r"RS 26 \d{6}", "No. HS code Description of goods"),
            (r"\d+ Cutting, welding", "Goods line Operations carried out"),
            (r"Reason R\d{3}", "Goods line HS code Conclusion"),
        )
        for row, head in tables:
            pages = [page for page in self.pages if re.search(row, page)]
            self.assertGreater(len(pages), 2, head)
            for page in pages:
                self.assertEqual(page.count(head), 1)

    def test_nothing_outside_the_frame(self):
        """RS16.10: no text runs off the page or over its margins."""
        self.assert_inside_frame(self.content)

    def test_speed(self):
        """A large report stays far from the time that a user notices (design, "Output")."""
        started = time.perf_counter()
        build_visit_report(report_data(300))
        self.assertLess(time.perf_counter() - started, 3)

    def test_no_heading_at_a_page_end(self):
        """RS16.10: no heading is the last thing on a page, however many goods lines come before it."""
        titles = r"(\d )?(Competent authorities|Verified person|Goods that|Dates of|Grounds for|Premises and)"
        titles += (
            r"|Production process|Conclusion$|Obstruction|Documents|Annexes|Signatures|Approval$|For the"
        )
        for lines in (1, 2, *range(3, 40, 2)):
            last = {}
            for page, text, _left, _right, y in placed_texts(build_visit_report(report_data(lines))):
                if y > 60:  # above the foot
                    last[page] = min(last.get(page, (y, text)), (y, text))
            for page, (_y, text) in last.items():
                self.assertIsNone(re.match(titles, text), f"{lines} lines, page {page} ends with {text!r}")


class TestHostileText(PdfCase):
    def _everywhere(self, text):
        """Return a report with the text in every place that users fill in."""
        day = date(2026, 1, 1)
        side = ReportAuthority(text, text, text, text)
        return VisitReportData(
            number=text,
            version=1,
            agreement_title=text,
            agreement_citation=text,
            importing_authority=side,
            exporting_authority=side,
            date=day,
            place=text,
            draft=False,
            approval=ReportApproval(text, text, day, text),
            team=(TeamMember(text, text, text, text, "importing", text + "1", text + "2"),),
            persons=(VerifiedPerson(text, text + "3", text, text, text, text),),
            goods=(ReportGoods(1, text, text, text, day, text, 1, text, 1),),
            doubts=text,
            request_number=text,
            request_date=day,
            consent=WrittenConsent(text, day, day, text),
            premises=(InspectedPremises(text, text, text, day),),
            process=text,
            process_lines=(ProcessLine(1, text, text, 1),),
            line_conclusions=(LineConclusion(1, True, text, text),),
            complies=True,
            requirements=text,
            conclusion_text=text,
            obstruction=text,
            documents=(text,),
            annexes=(text,),
            short_title=text,
            articles=ReportArticles(*[text] * 10),
        )

    def _letter(self, text):
        side = LetterAuthority(text, text, text, text, text, text)
        return LetterData(
            sender=side,
            addressee=side,
            number=text,
            date=date(2026, 1, 1),
            subject=text,
            salutation=text,
            opening=(text,),
            sections=(LetterSection(text, text, text, (text, text), ((text, text),), (), (text,), text),),
            closing=(text,),
            signatory_name=text,
            signatory_position=text,
            enclosures=(text,),
            copies=(text,),
            draft=False,
        )

    def test_markup_prints_as_it_is(self):
        """RS16.10: what looks like markup is text: it prints, formats nothing and opens no file."""
        with patch("builtins.open", side_effect=AssertionError("a file was opened")):
            for content in (
                build_visit_report(self._everywhere(MARKUP)),
                build_letter(self._letter(MARKUP)),
            ):
                text = body_text(content)
                self.assertGreater(text.count("<b>x</b> &"), 10)
                self.assertIn(MARKUP, text)
                self.assertNotIn(b"/Subtype /Image", content)
                self.assert_inside_frame(content)
        line = body_text(build_visit_report(report_data(doubts="a </para> &amp; &#65; <font size=40>b")))
        self.assertIn("a </para> &amp; &#65; <font size=40>b", line)

    def test_long_words_wrap(self):
        """RS16.10: a word of 300 letters wraps in every place and never leaves its cell or the page."""
        report = build_visit_report(self._everywhere(LONG_WORD))
        for content in (report, build_letter(self._letter(LONG_WORD))):
            self.assert_inside_frame(content)
            self.assertGreater(text_of(content).replace(" ", "").count(LONG_WORD), 5)
        for font, size, width in (
            (pdf_style.REGULAR, 8, 40),
            (pdf_style.BOLD, 11, 300),
            (pdf_style.REGULAR, 8, 1),
        ):
            lines = pdf_style.wrap_text(LONG_WORD, width, font, size)
            self.assertEqual("".join(lines), LONG_WORD)
            if width > 1:
                self.assertLessEqual(max(pdf_style.text_width(line, font, size) for line in lines), width)

    def test_cells_stay_in_their_columns(self):
        """RS16.10.3: no cell runs into the next one, whatever stands in it."""
        table = pdf_style.TextTable([pdf_style.Column("T" * 80, 1) for _ in range(7)], [[LONG_WORD] * 7])
        width = pdf_style.CONTENT_WIDTH / 7
        content = pdf_style.build_pdf([table], pdf_style.PageFrame("t", "a", "s", page_phrase=""))
        for _page, text, left, right, _y in placed_texts(content):
            column = round((left - pdf_style.MARGIN_LEFT - 3) / width)
            self.assertLessEqual(right, pdf_style.MARGIN_LEFT + (column + 1) * width, text)

    def test_texts_longer_than_a_page(self):
        """RS16.10.3, RS16.10.7: a text over several pages breaks and loses nothing."""
        words = [f"w{number}" for number in range(6000)]
        goods = replace(goods_line(1), description=" ".join(words))
        data = report_data(
            1,
            goods=(goods,),
            process="\n".join(" ".join(words[start : start + 60]) for start in range(0, 6000, 60)),
            line_conclusions=(LineConclusion(1, True, " ".join(words)),),
        )
        content = build_visit_report(data)
        found = body_text(content).split()
        for word in words[::37]:
            self.assertEqual(found.count(word), 3, word)
        self.assert_inside_frame(content)

    def test_odd_characters(self):
        """RS16.10: control characters are dropped, line ends make paragraphs, accents compose."""
        self.assertEqual(pdf_style.clean("a\x00b\x1b[0m\u202ec\u200bd\ufeff\ud800e\u00adf"), "ab[0mcdef")
        self.assertEqual(pdf_style.clean("a\r\nb\rc\u2028d\x0be\tf"), "a\nb\nc\nd\ne f")
        self.assertEqual(pdf_style.clean("Z\u030civkovic\u0301"), "Živković")
        self.assertEqual(pdf_style.clean(None), "")
        self.assertEqual(pdf_style.clean(False), "")
        self.assertEqual(pdf_style.clean(0), "0")
        self.assertEqual(pdf_style.clean("中 Ա 😀"), "\ufffd \ufffd \ufffd")
        self.assertEqual(pdf_style.unprintable_letters("a中Ա中 b\x00"), "Ա中")
        self.assertEqual(pdf_style.unprintable_letters(SERBIAN + KAZAKH + "№ — «ё» €"), "")
        content = build_visit_report(self._everywhere("a\x00\u202eb\ud800 中 😀 \u0301 {page} %s \\n ({["))
        self.assertIn("ab \ufffd \ufffd", body_text(content))
        self.assert_inside_frame(content)

    def test_newlines_become_paragraphs(self):
        """RS16.10.7: each line of a text is a paragraph of its own; empty lines make none."""
        parts = pdf_style.paragraphs("one\n\n  \ntwo\r\nthree")
        self.assertEqual([part.text for part in parts], ["one", "two", "three"])


class TestFile(PdfCase):
    def test_same_data_same_bytes(self):
        """RS16.10: the same data give the same bytes, whenever and in whatever thread."""
        first = build_visit_report(report_data())
        letter = compose_visit_request(letter_data(), VISIT_FACTS)
        first_letter = build_letter(letter)
        self.assertEqual(build_visit_report(report_data()), first)
        self.assertNotEqual(build_visit_report(report_data(version=3)), first)
        results, failures = [], []

        def work():
            try:
                for _turn in range(3):
                    results.append((build_visit_report(report_data()), build_letter(letter)))
            except Exception as error:  # pylint: disable=broad-exception-caught  # told by the main thread
                failures.append(error)

        threads = [threading.Thread(target=work) for _number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertFalse(failures)
        self.assertEqual(set(results), {(first, first_letter)})
        self.assertEqual(len(results), 18)

    def test_one_document_at_a_time(self):
        """RS16.10: ReportLab's fonts serve one document at a time, so threads wait for one another."""
        build, busy, most = pdf_style.BaseDocTemplate.build, [], []

        def slow_build(*args, **kwargs):
            busy.append(1)
            most.append(len(busy))
            time.sleep(0.02)
            build(*args, **kwargs)
            busy.pop()

        with patch.object(pdf_style.BaseDocTemplate, "build", slow_build):
            threads = [threading.Thread(target=build_letter, args=(letter_data(),)) for _number in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(most, [1, 1, 1, 1])

    def test_same_bytes_in_another_process(self):
        """RS16.10: neither the order of hashes nor the day changes a byte."""
        program = (
            "import hashlib, sys\n"
            "from reportlab.pdfbase import pdfmetrics\n"
            "import importlib.util, types\n"
            "package = types.ModuleType('reports'); package.__path__ = [sys.argv[1]]\n"
            "sys.modules['reports'] = package\n"
            "style = importlib.import_module('reports.pdf_style')\n"
            "style.font_path = lambda name: sys.argv[2] + '/' + name\n"
            "frame = style.PageFrame('Ђорђе', 'a', 's', head_left='x', draft_mark='d', watermark='W')\n"
            "table = style.TextTable([style.Column('Әa', 1), style.Column('б', 1)], [('Қ', 'Ш')] * 200)\n"
            "story = [*style.section('Žž', [table], 'Art.', '1'), *style.paragraphs('Щ & <b>')]\n"
            "print(hashlib.sha256(style.build_pdf(story, frame)).hexdigest())\n"
        )
        folder = pdf_style.__file__.rpartition("/")[0]
        fonts = pdf_style.font_path("Roboto-Regular.ttf").rpartition("/")[0]
        digests = {
            subprocess.run(
                [sys.executable, "-B", "-c", program, folder, fonts],
                env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": ":".join(filter(None, sys.path))},
                capture_output=True,
                check=True,
                text=True,
            ).stdout
            for seed, zone in (("1", "UTC"), ("2", "Asia/Almaty"))
        }
        self.assertEqual(len(digests), 1)

    def test_metadata_and_outline(self):
        """RS16.10: title, authority, subject, language are in the file; sections are bookmarks."""
        reader = PdfReader(io.BytesIO(build_visit_report(report_data(40))))
        self.assertEqual(reader.metadata.title, "Verification visit report No. EAEU-RS/2026/0017")
        self.assertEqual(reader.metadata.author, "State Revenue Committee")
        self.assertIn("Republic of Serbia; Moscow", reader.metadata.subject)
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "en")
        pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
        titles = {item.title: pages[item.raw_get("/Page").idnum] for item in reader.outline}
        self.assertEqual(
            list(titles)[:2], ["1 Competent authorities and inspection team", "2 Verified person"]
        )
        self.assertEqual(list(titles)[7], "8 Conclusion")
        for title, page in titles.items():
            self.assertIn(title, " ".join(reader.pages[page].extract_text().split()))
        self.assertGreater(titles["8 Conclusion"], titles["3 Goods that are the object of verification"])

    def test_only_embedded_fonts(self):
        """RS16.10: every font is embedded, so that a file prints the same everywhere."""
        for content in (build_visit_report(report_data(draft=True)), build_letter(letter_data())):
            for page in PdfReader(io.BytesIO(content)).pages:
                for font in page["/Resources"]["/Font"].values():
                    self.assertIn("/FontFile2", font.get_object()["/FontDescriptor"])

    def test_letters_of_all_parties(self):
        """RS16.10.1: Kazakh, Russian and Serbian names, Latin and Cyrillic, print and can be read back."""
        russian = "Съешь ещё этих мягких французских булок, да выпей чаю №"
        content = build_visit_report(report_data(conclusion_text=f"{SERBIAN}\n{KAZAKH}\n{russian}"))
        text = body_text(content)
        for part in (SERBIAN, KAZAKH, russian, "Adilet Qozhakhmetuly (Әділет Қожахметұлы)"):
            self.assertIn(part, text)
        self.assertIn("Đorđe Živković Šćepan (Ђорђе Живковић)", text)
        letter = text_of(build_letter(letter_data(language="ru", opening=(SERBIAN, KAZAKH, russian))))
        for part in (SERBIAN, KAZAKH, russian):
            self.assertIn(part, letter)

    def test_formats(self):
        """RS16.10: dates, numbers and ranges print in English, without needless zeros."""
        self.assertEqual(pdf_style.format_date(date(2026, 3, 5)), "5 March 2026")
        self.assertEqual(pdf_style.short_date(date(2026, 12, 25)), "25 Dec 2026")
        self.assertEqual(pdf_style.format_number(1234567.5), "1,234,567.5")
        self.assertEqual(pdf_style.format_number(Decimal("10.000")), "10")
        self.assertEqual(pdf_style.format_number(100), "100")
        self.assertEqual(pdf_style.format_number(0.1 + 0.2), "0.3")
        self.assertEqual(pdf_style.format_number(None), "–")
        self.assertEqual(number_ranges([3, 1, 2, 7, 9, 8]), "1–3, 7–9")
        self.assertEqual(letter_pdf.letter_date(date(2026, 5, 9), "ru"), "9 мая 2026 г.")
        self.assertEqual(pdf_style.with_native("A", "A"), "A")
        self.assertEqual(pdf_style.with_native("", "А"), "А")


class TestLetterPdf(PdfCase):
    def test_visit_request(self):
        """RS16.3, RS16.4.1 .. RS16.4.5, RS16.5a, RS16.5b: a request holds all items and says what follows."""
        content = build_letter(compose_visit_request(letter_data(), VISIT_FACTS))
        text = body_text(content)
        self.assert_in_order([f"Annex 3, Art. 16(4)({item})" for item in range(1, 6)], text)
        for part in (
            "1. Customs authority sending the request",
            "State Revenue Committee (Мемлекеттік кірістер комитеті)",
            "Čačak Metal (Чачак метал)",
            "7308900001",
            "3 February 2026",
            "The weight exceeds the capacity.",
            "Customs Inspectorate",
            "Repeated mismatches.",
            "request No. 12, answered on 2 May 2026",
            "within 60 days",
            "not later than 31 July 2026.",
            "a refusal of the visit is a ground for refusing preferential treatment",
            "Annex 3, Art. 16(6)",
            "Әділет Қожахметұлы",
            "Copies of CT-2 (3 sheets)",
            "Commission",
        ):
            self.assertIn(part, text)
        self.assert_inside_frame(content)
        self.assertIn("Page 1 of", text)
        self.assertNotIn("{", text)

    def test_visit_request_in_russian(self):
        """RS16.4.1 .. RS16.4.5: in Russian all fixed phrases are Russian, and the file says so."""
        content = build_letter(
            compose_visit_request(letter_data(language="ru"), replace(VISIT_FACTS, agreement="Соглашение"))
        )
        text = body_text(content)
        for part in (
            "Запрос о проведении верификационного посещения",
            "Проверяемое лицо",
            "Приложение № 3, ст. 16, п. 4, пп. 5",
            "не позднее 31 июля 2026 г.",
            "1 июня 2026 г.",
            "Страница 1 из",
        ):
            self.assertIn(part, text)
        for word in ("Subject", "Enclosures", "Page", "Annex", "Signature"):
            self.assertNotIn(word, text)
        reader = PdfReader(io.BytesIO(content))
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "ru")
        self.assertEqual(reader.metadata.title, "Запрос о проведении верификационного посещения")

    def test_reminder(self):
        """RS16.5a, RS16.6: a reminder says when the period runs out, or ran out, and what a lapse means."""
        cases = {
            date(2026, 7, 20): "runs out on 31 July 2026",
            date(2026, 7, 31): "runs out today, 31 July 2026",
            date(2026, 8, 1): "ran out on 31 July 2026",
            None: "runs out on 31 July 2026",
        }
        for day, phrase in cases.items():
            letter = compose_visit_reminder(letter_data(date=day), REMINDER_FACTS)
            text = body_text(build_letter(letter))
            for part in (phrase, "The period of 60 days", "Art. 16(6)", "No. 04-2/118 of 1 June 2026"):
                self.assertIn(part, text)
            self.assertIn("preferential treatment", text)
        text = body_text(build_letter(compose_visit_reminder(letter_data(language="ru"), REMINDER_FACTS)))
        self.assertIn("истекает 31 июля 2026 г.", text)

    def test_documentary_request(self):
        """RS15.5, RS15.6a, RS15.6b, RS15.6c, RS15.7: reasons unless random, questions, period, receipt."""
        facts = DocumentaryRequestFacts(
            agreement="Free Trade Agreement",
            proofs=(LetterProof("RS 26 000001", date(2026, 2, 3), "Chamber of Commerce", "Čačak Metal"),),
            reasons="The stamp differs.",
            asked=("Cost calculation",),
            reply_due=date(2026, 12, 1),
        )
        text = body_text(build_letter(compose_documentary_request(letter_data(), facts)))
        for part in (
            "RS 26 000001",
            "Chamber of Commerce",
            "justified doubts: The stamp differs.",
            "Cost calculation",
            "within 6 months",
            "not later than 1 December 2026",
            "for 2 months more",
            "confirm at once",
            "Annex 3, Art. 15(5)",
        ):
            self.assertIn(part, text)
        plain = replace(facts, reasons="", asked=(), extension="", reply_due=None)
        text = body_text(build_letter(compose_documentary_request(letter_data(), plain)))
        self.assertIn("selected at random", text)
        self.assertNotIn("months more", text)
        self.assertNotIn("further", text)

    def test_another_agreement(self):
        """RS16.4.1: the letters of another agreement name its own articles and period."""
        facts = replace(VISIT_FACTS, period="30 days", articles={"RS16.4.1": "Annex 2, Art. 30(4)(a)"})
        text = body_text(build_letter(compose_visit_request(letter_data(), facts)))
        self.assertIn("Annex 2, Art. 30(4)(a)", text)
        self.assertIn("within 30 days", text)
        self.assertNotIn("16(4)(1)", text)

    def test_draft_letter(self):
        """RS16.3: a draft is marked in the letter's language, and has blanks for number and date."""
        for language, mark, stamp in (
            ("en", "Draft, not approved", "DRAFT"),
            ("ru", "Проект, не утверждено", "ПРОЕКТ"),
        ):
            for draft in (True, False):
                data = letter_data(language=language, draft=draft, number="", date=None)
                text = text_of(build_letter(data))
                self.assertEqual(mark in text, draft)
                self.assertEqual(stamp in text, draft)
                self.assertIn("____", text)

    def test_signature_is_not_alone(self):
        """RS16.3: the signature stands with the last lines of the letter; each page has its number."""
        for lines in range(20, 60):
            section = LetterSection("Heading", text="\n".join(f"Line {number}." for number in range(lines)))
            pages = pages_of(build_letter(letter_data(sections=(section,), closing=("Yours,",))))
            for number, page in enumerate(pages, 1):
                self.assertIn(f"Page {number} of {len(pages)}", page)
            [signed] = [page for page in pages if "Signature Date" in page]
            self.assertIn(f"Line {lines - 1}. Yours,", signed)

    def test_phrases_are_complete(self):
        """RS15.5: both languages have the same phrases, with the same places."""
        english, russian = letter_pdf.PHRASES["en"], letter_pdf.PHRASES["ru"]
        self.assertEqual(english.keys(), russian.keys())
        for key, phrase in english.items():
            self.assertEqual(
                set(re.findall(r"{\w+}", phrase)) - {"{article}"},
                set(re.findall(r"{\w+}", russian[key])) - {"{article}"},
                key,
            )
        with self.assertRaises(ValueError):
            build_letter(letter_data(language="sr"))

    def test_builders_know_no_orm(self):
        """The builders take plain data and import nothing of Odoo but the path of its fonts."""
        for module in (pdf_style, visit_report_pdf, letter_pdf):
            with open(module.__file__, encoding="utf-8") as source:
                imports = re.findall(r"^\s*(?:from|import) +(odoo\S*)", source.read(), re.MULTILINE)
            self.assertLessEqual(set(imports), {"odoo.tools.misc"})
