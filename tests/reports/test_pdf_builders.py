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
from unittest.mock import patch

from pypdf import PdfReader

from ...reports.kit import letter_pdf, pdf_fonts, pdf_style, pdf_text, report_pdf
from ...reports.kit.letter_pdf import LetterAuthority, LetterBlock, LetterData, LetterSection, build_letter
from ...reports.kit.letter_phrases import PHRASES
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
    conclusion_problems,
    number_ranges,
)
from ..common.pdf_builders import (
    LONG_WORD,
    MARKUP,
    REPORT_ARTICLES,
    PdfCase,
    body_text,
    build_visit_report,
    conclusion,
    goods_line,
    letter_data,
    pages_of,
    placed_texts,
    report_data,
    text_of,
)
from ..common.shipped_letters import (
    DOCUMENTARY_VALUES,
    REMINDER_VALUES,
    VISIT_VALUES,
    filled,
    shipped,
)

SERBIAN = "Đorđević Živković Šćepan Љубиша Њђћџ Ђорђевић Ћирић Џамић"
KAZAKH = "Әділет Қожахметұлы Ғани Ңұрлан Өскемен Үміт Іле Һ"


class TestVisitReportPdf(PdfCase):
    def test_all_items_of_the_report(self):
        """RS16.10.1 ... RS16.10.8, RS16.8b: each item is printed under its article, in order."""
        text = body_text(build_visit_report(report_data()))
        items = {
            "16(10), first indent": (
                "Adilet",
                "Әділет",
                "Qozhakhmetuly",
                "Қожахметұлы",
                "Chief expert",
                "Živković Šćepan",
            ),
            "16(10), second indent": (
                "Čačak Metal (Чачак метал)",
                "Producer",
                "MB 20123456",
                "Miloša 14",
                "Serbia",
            ),
            "16(10), third indent": (
                "7308900001",
                "Steel element of type S-001",
                "RS 26 000001 3 February 2026",
                "Y15%",
            ),
            "16(10), fourth indent": ("14 September 2026", "18 September 2026", "5"),
            "16(10), fifth indent": (
                "No. 04-2/118 of 1 June 2026",
                "148-03/2026 of 15 July 2026",
                "20 July 2026",
                "The weight",
            ),
            "16(10), sixth indent": ("Main hall", "Kneza Miloša 14", "Welding lines", "15 September 2026"),
            "16(10), seventh indent": (
                "Sheet is cut and welded.",
                "Elements are galvanised.",
                "Cutting, welding",
                "14.8",
            ),
            "16(10), eighth indent": (
                "Complies",
                "Does not comply",
                "Reason R003.",
                "Goods line 3 does not comply; goods lines 1–2 comply with the rules of origin of Annex 3.",
            ),
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
        self.assertIn("Access to the warehouse was refused", text)
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
            "A copy of this report was received for the verified person by:",
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
        self.assertEqual(text.count("Signature Date"), 121)  # and the handover's
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
        self.assertGreaterEqual(text.count("Not stated."), 5)
        self.assertNotIn("None", text)
        self.assertNotIn("False", text)
        self.assert_inside_frame(content)

    def test_articles_are_data(self):
        """RS16.10: another agreement prints its own articles and requirements."""
        data = report_data(
            2,
            articles={"team_complete": "Chapter 4, Art. 30(9)(a)"},
            requirements="the rules of Chapter 4.",
        )
        text = body_text(build_visit_report(data))
        self.assertIn("Chapter 4, Art. 30(9)(a)", text)
        self.assertIsNone(re.search(r"Annex \d|16\(", text))
        self.assertIn("The goods comply with the rules of Chapter 4.", text)
        self.assertNotIn("Chapter 4..", text)

    def test_mixed_conclusion(self):
        """RS16.10.8: a mixed report names the lines that comply and those that do not."""
        text = body_text(build_visit_report(report_data(7)))
        self.assertIn("Goods lines 3, 6 do not comply; goods lines 1–2, 4–5, 7 comply with the rules", text)
        for wrong in ("The goods do not comply", "All other goods"):
            self.assertNotIn(wrong, text)
        failing = tuple(LineConclusion(number, False) for number in (1, 2, 3))
        text = body_text(build_visit_report(report_data(line_conclusions=failing)))
        self.assertIn("The goods do not comply with the rules of origin of Annex 3.", text)

    def test_craft(self):
        """RS16.10: head of the team, countries once, weights on the point, no empty column."""
        first, second, third = map(goods_line, (1, 2, 3))
        data = report_data(
            goods=(
                replace(first, quantity=None, gross_weight_kg=12500.25),
                replace(second, quantity=None, gross_weight_kg=3),
                replace(third, quantity=None, gross_weight_kg=None),
            ),
            importing_authority=ReportAuthority("Customs of Kazakhstan", "Kazakhstan"),
        )
        head = replace(data.team[0], is_head=True)
        person = replace(data.persons[0], address="Miloša 14, Belgrade, Serbia")
        text = body_text(build_visit_report(replace(data, team=(head, data.team[1]), persons=(person,))))
        for part in (
            "Chief expert (head of the team)",
            "12,500.25",
            " 3.00 ",
            "Address Miloša 14, Belgrade Country",
        ):
            self.assertIn(part, text)
        self.assertNotIn("Kazakhstan, Kazakhstan", text)
        self.assertNotIn("Quantity", text)

    def test_dates_of_the_files(self):
        """IT9: a file has the date of the paper, and its number in the title."""
        for content, day, number in (
            (build_visit_report(report_data()), "D:20261120", "EAEU-RS/2026/0017"),
            (build_letter(filled(letter_data(), VISIT_VALUES)), "D:20260601", "04-2/118"),
        ):
            found = PdfReader(io.BytesIO(content)).metadata
            self.assertTrue(found["/CreationDate"].startswith(day), found["/CreationDate"])
            self.assertIn(number, found.title)

    def test_no_label_at_a_page_end(self):
        """RS16.4.3: a line that announces what comes next is never the last one on its page."""
        for lines in range(18, 60):
            section = LetterSection(
                "Heading",
                blocks=(
                    LetterBlock(
                        "\n".join([*(f"Line {number}." for number in range(lines)), "The doubts:", "They."])
                    ),
                ),
            )
            content = build_letter(letter_data(sections=(section,), closing=("Yours,",)))
            [page] = [page for page in pages_of(content) if "The doubts:" in page]
            self.assertIn("The doubts: They.", page)

    def test_no_break_within(self):
        """RS16.3: no line ends within a date, a number, an article, or goods of a declaration."""
        for text in (
            "22 September 2026",
            "25 октября 2026 г.",
            "No. OUT/2026/1",
            "№ 7",
            "Annex 3",
            "Art. 16(4)(1)",
            "60 days",
            "подпункт 1",
            "пункта 4",
            "статьи 16",
            "50700/7 / 1",
        ):
            for width in range(60, 160, 7):
                lines = pdf_style.wrap_text("word " * 9 + text + " word" * 3, width, pdf_style.REGULAR, 9)
                if max(map(len, lines)) > len(text):
                    self.assertIn(text, "\n".join(lines).replace("\xa0", " "), (width, lines))
        narrow = pdf_style.wrap_text("22 September 2026", 50, pdf_style.REGULAR, 9)
        self.assertEqual(narrow, ["22", "September", "2026"])

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
            self.assertTrue(last)
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
            approval=ReportApproval(text, text, day),
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
            articles=dict.fromkeys(REPORT_ARTICLES, text),
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
            sections=(
                LetterSection(
                    text, text, (LetterBlock(text, (text, text), ((text, text),), (), (), (text,)),)
                ),
            ),
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
        placed = list(placed_texts(content))
        self.assertGreater(len(placed), 7)
        for _page, text, left, right, _y in placed:
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
        self.assertEqual(pdf_style.clean("中 Ա 😀"), "\ufffd Ա \ufffd")
        self.assertEqual(pdf_style.unprintable_letters("a中Ա國 b\x00"), "中國")
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
        letter = filled(letter_data(), VISIT_VALUES)
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
            "for name, folder in (('addon', ''), ('addon.reports', '/reports'), ('addon.reports.kit', "
            "'/reports/kit'), ('addon.tools', '/tools')):\n"
            "    package = sys.modules[name] = types.ModuleType(name)\n"
            "    package.__path__ = [sys.argv[1] + folder]\n"
            "style = importlib.import_module('addon.reports.kit.pdf_style')\n"
            "fonts = importlib.import_module('addon.reports.kit.pdf_fonts')\n"
            "fonts.font_path = lambda name: sys.argv[2 + name.startswith('Deja')] + '/' + name\n"
            "frame = style.PageFrame('Ђорђе', 'a', 's', head_left='x', draft_mark='d', watermark='W')\n"
            "table = style.TextTable([style.Column('Әa', 1), style.Column('б', 1)], [('Қ', 'Երևան')] * 90)\n"
            "story = [*style.section('Žž', [table], 'Art.', '1'), *style.paragraphs('Щ & <b>')]\n"
            "print(hashlib.sha256(style.build_pdf(story, frame)).hexdigest())\n"
        )
        folder = pdf_style.__file__.rpartition("/reports/")[0]
        fonts = [
            pdf_fonts.font_path(name).rpartition("/")[0] for name in ("Roboto-Bold.ttf", "DejaVuSans.ttf")
        ]
        digests = {
            subprocess.run(
                [sys.executable, "-B", "-c", program, folder, *fonts],
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
                fonts = page["/Resources"]["/Font"]
                self.assertTrue(fonts)
                for font in fonts.values():
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
        self.assertEqual(pdf_style.format_date(None), "–")
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
        content = build_letter(filled(letter_data(), VISIT_VALUES))
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
            "verification (No. OUT/2026/12 of 9 January 2026, result received on 2 May 2026) did not give "
            "satisfactory results: The reply names no supplier.",
            "Study of documents Inspection of the premises of production",
            "Proposed dates: 14 September 2026 to 18 September 2026",
            "within 60 days of the date of dispatch",
            "informing it that refusal of the visit is a ground for refusing preferential treatment",
            "Failing a reply within that period, or should consent be refused, preferential treatment "
            "will be refused",
            "Annex 3, Art. 11(1)(8)",
            "Please quote our No. 04-2/118 in your reply.",
            "Әділет Қожахметұлы",
            "Copies of CT-2 (3 sheets)",
            "Commission",
        ):
            self.assertIn(part, text)
        self.assert_inside_frame(content)
        self.assertIn("Page 1 of", text)
        self.assertNotIn("{", text)

    def test_head_of_the_second_page(self):
        """RS16.4: the head of the second page names what the letter is about, whole, in each language."""
        for (_place, _kind, language), words in shipped().items():
            subject = words.subject.replace("{{ request_number }}", "OUT/2026/00012")
            subject = subject.replace("{{ request_date }}", "1.6.2026")
            with self.subTest(language=language, subject=subject):
                letter = replace(letter_data(language=language), subject=subject, opening=("A.\n" * 90,))
                head = " ".join(pages_of(build_letter(letter))[1].split())
                self.assertIn(" ".join(subject.split()), head)

    def test_visit_request_without_dates(self):
        """RS16.4: a request that proposes no dates for the visit says so, in each language of letters."""
        for language, words in (("en", "No dates are proposed yet."), ("ru", "Сроки пока не предлагаются.")):
            values = VISIT_VALUES | {"has_planned_dates": False}
            letter = filled(letter_data(language=language), values)
            self.assertIn(words, body_text(build_letter(letter)))

    def test_visit_request_in_russian(self):
        """RS16.4.1 .. RS16.4.5: in Russian all fixed phrases are Russian, and the file says so."""
        values = {name: value for name, value in VISIT_VALUES.items() if not name.startswith("article_")}
        values["agreement"] = "Соглашение"
        values["article_other_reasons_stated"] = "подпункт 5 пункта 4 статьи 16 Приложения № 3"
        content = build_letter(filled(letter_data(language="ru"), values))
        text = body_text(content)
        for part in (
            "Запрос о проведении верификационного визита",
            "Проверяемое лицо",
            "подпункт 5 пункта 4 статьи 16 Приложения № 3",
            "(далее – Соглашение), предусматривает",
            "9 января 2026 г.",
            "1 июня 2026 г.",
            "Страница 1 из",
        ):
            self.assertIn(part, text)
        for word in ("Subject", "Enclosures", "Page", "Annex", "Signature"):
            self.assertNotIn(word, text)
        reader = PdfReader(io.BytesIO(content))
        self.assertEqual(reader.trailer["/Root"]["/Lang"], "ru")
        self.assertEqual(reader.metadata.title, "Запрос о проведении верификационного визита № 04-2/118")

    def test_reminder(self):
        """RS16.5a, RS16.6: a reminder says when the period runs out, or ran out, and what a lapse means."""
        cases = {
            "is_running": "expires on 31 July 2026",
            "is_last_day": "expires today, 31 July 2026",
            "is_over": "expired on 31 July 2026",
        }
        for state, phrase in cases.items():
            values = REMINDER_VALUES | {"is_running": False, state: True}
            text = body_text(build_letter(filled(letter_data(), values, kind="reminder")))
            for part in (phrase, "The period of 60 days", "Art. 11(1)(8)", "No. 04-2/118 of 1 June 2026"):
                self.assertIn(part, text)
            over = state == "is_over"
            self.assertEqual(
                "Unless you inform us by 15 August 2026 that a reply was dispatched" in text, over
            )
            self.assertEqual("send your reply within the period" in text, not over)
        letter = filled(letter_data(language="ru"), REMINDER_VALUES, kind="reminder")
        text = body_text(build_letter(letter))
        self.assertIn("истекает 31 июля 2026 г.", text)

    def test_documentary_request(self):
        """RS15.5, RS15.6a, RS15.6b, RS15.6c, RS15.7: reasons unless random, questions, period, receipt."""
        values = DOCUMENTARY_VALUES
        text = self.documentary_text(values)
        for part in (
            "RS 26 000001",
            "Chamber of Commerce",
            "justified doubts: The stamp differs.",
            "Cost calculation",
            "within 6 months",
            "for 2 months more",
            "confirm without delay that you received",
            "Copies of them are enclosed.",
            "Annex 3, Art. 15(5)",
        ):
            self.assertIn(part, text)
        text = self.documentary_text(values | {"reasons": "", "asked": (), "extension": ""})
        self.assertIn("selected at random", text)
        self.assertNotIn("months more", text)
        self.assertNotIn("further", text)
        self.assertNotIn("was sent to you", text)  # nobody knows it when the letter is written
        self.assertNotIn("are enclosed", self.documentary_text(values | {"is_enclosed": False}))

    def documentary_text(self, values):
        """Return the text of a request for documentary verification."""
        return body_text(build_letter(filled(letter_data(), values, "DOC")))

    def test_nothing_of_one_agreement(self):
        """Design: where the law's data names no article, none is printed, and never another agreement's."""
        letters = (
            ("VISIT", "request", VISIT_VALUES),
            ("VISIT", "reminder", REMINDER_VALUES),
            ("DOC", "request", DOCUMENTARY_VALUES),
        )
        for place, kind, values in letters:
            bare = {name: value for name, value in values.items() if not name.startswith("article_")}
            for language in ("en", "ru"):
                text = body_text(build_letter(filled(letter_data(language=language), bare, place, kind)))
                self.assertIsNone(
                    re.search(r"Annex|Art\.|Приложени[ея] №|стать[яи] |Serbia\b(?! )|\(\)", text), text
                )

    def test_another_agreement(self):
        """RS16.4.1: the letters of another agreement name its own articles and period."""
        other = {"period": "30 days", "article_importing_authority_id": "Annex 2, Art. 30(4)(a)"}
        text = body_text(build_letter(filled(letter_data(), VISIT_VALUES | other)))
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
            section = LetterSection(
                "Heading", blocks=(LetterBlock("\n".join(f"Line {number}." for number in range(lines))),)
            )
            pages = pages_of(build_letter(letter_data(sections=(section,), closing=("Yours,",))))
            for number, page in enumerate(pages, 1):
                self.assertIn(f"Page {number} of {len(pages)}", page)
            [signed] = [page for page in pages if "Signature Date" in page]
            self.assertIn(f"Line {lines - 1}. Yours,", signed)

    def test_phrases_are_complete(self):
        """RS15.5: both languages have the same phrases, with the same places."""
        english, russian = PHRASES["en"], PHRASES["ru"]
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
        for module in (pdf_fonts, pdf_style, pdf_text, report_pdf, visit_report_pdf, letter_pdf):
            with open(module.__file__, encoding="utf-8") as source:
                imports = re.findall(r"^\s*(?:from|import) +(odoo\S*)", source.read(), re.MULTILINE)
            self.assertLessEqual(set(imports), {"odoo.tools.misc"})
