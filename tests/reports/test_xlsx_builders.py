"""The workbooks, read back: real types, text that stays text, filters, bounded memory, right counts.

They guard the promises of the design, "Output". Nothing here needs a database.
"""

import io
import random
import tempfile
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from odoo.tests import BaseCase

from ...reports.kit import xlsx_table
from ...reports.kit.xlsx_table import (
    CUT_MARK,
    LATE,
    MAX_TEXT,
    CellError,
    Column,
    Properties,
    Sheet,
    Table,
    build_workbook,
    clean_text,
    date_pattern,
    sheet_name,
    write_workbook,
)
from ...reports.origin.deadline_register_xlsx import (
    REGISTER_LABELS,
    DeadlineRow,
    RegisterData,
    VisitRow,
    build_register,
    write_register,
)

AS_OF = date(2026, 11, 20)
PROPERTIES = Properties(title="Register & list", created=AS_OF, note="As of 2026-11-20", author="Customs")

HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-2",
    "@SUM(A1:A9)",
    "\t=1+1",
    "{=1+1}",
    '=HYPERLINK("https://example.com","click")',
    "https://example.com/a?b=1",
    "mailto:someone@example.com",
    "internal:'Sheet'!A1",
    "file:///etc/passwd",
    "007",
    "1e5",
    "2026-11-20",
    "TRUE",
    "#REF!",
    "<b>&amp;</b>",
    "<r><t>x</t></r>",
    '<r></r></is></c><c r="Z9"><f>1+1</f></c><c t="inlineStr"><is><r></r>',
    "_x0041_",
    "'quoted",
    " spaces around ",
)


def without_zone(*when):
    """Return a moment as a spreadsheet holds it."""
    return datetime(*when)  # noqa: DTZ001 - spreadsheets know no zones


def read(data):
    """Return the workbook as openpyxl sees it, formulas as formulas."""
    return load_workbook(io.BytesIO(data))


def parts(data):
    """Return the files inside the workbook as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def one_sheet(columns, rows, **more):
    """Return a workbook of one sheet, as bytes."""
    return build_workbook([Sheet("Sheet", columns, rows, **more)], PROPERTIES)


def one_column(kind, *values):
    """Return the cells that these values become in a column of that kind."""
    sheet = read(one_sheet([Column("key", "Title", kind)], [(value,) for value in values])).active
    return [row[0] for row in sheet.iter_rows(min_row=2)]


class TestXlsxCells(BaseCase):
    """Design, "Output": real dates and numbers; text from outside is written as text, never as a formula."""

    def test_dates_are_dates(self):
        cells = one_column(
            "date", AS_OF, without_zone(2026, 11, 20, 23, 30), date(1900, 1, 1), date(9999, 12, 31)
        )
        self.assertTrue(all(cell.is_date for cell in cells))
        self.assertEqual([cell.value for cell in cells[:2]], [without_zone(2026, 11, 20)] * 2)
        self.assertEqual({cell.number_format for cell in cells}, {"yyyy-mm-dd"})

    def test_date_before_the_calendar_of_excel_is_shown_as_it_is(self):
        (cell,) = one_column("date", date(202, 6, 11))
        self.assertEqual((cell.value, cell.data_type), ("0202-06-11", "s"))

    def test_moments_are_shown_in_the_zone_of_the_authority(self):
        moment = datetime(2026, 11, 20, 20, 30, 15, 999999, tzinfo=timezone.utc)
        columns = [Column("at", "At", "datetime"), Column("on", "On", "date")]
        for zone, expected in (
            (ZoneInfo("Asia/Almaty"), without_zone(2026, 11, 21, 1, 30, 15)),
            (None, without_zone(2026, 11, 20, 20, 30, 15)),
        ):
            properties = Properties(title="Title", created=AS_OF, timezone=zone)
            sheet = read(build_workbook([Sheet("Sheet", columns, [(moment, moment)])], properties)).active
            self.assertEqual(sheet["A2"].value, expected)
            self.assertEqual(sheet["A2"].number_format, "yyyy-mm-dd hh:mm")
            self.assertEqual(sheet["B2"].value, without_zone(expected.year, expected.month, expected.day))

    def test_dates_look_as_in_the_language_of_the_user(self):
        properties = Properties(title="Title", created=AS_OF, date_format="%d.%m.%Y")
        data = build_workbook([Sheet("Sheet", [Column("on", "On", "date")], [(AS_OF,)])], properties)
        self.assertEqual(read(data).active["A2"].number_format, "dd.mm.yyyy")
        self.assertEqual(date_pattern("%d/%m/%y"), "dd/mm/yy")
        self.assertEqual(date_pattern("%d %B %Y"), "yyyy-mm-dd")
        self.assertEqual(date_pattern('%Y"[Red]'), "yyyy-mm-dd")
        self.assertEqual(date_pattern(""), "yyyy-mm-dd")

    def test_numbers_are_numbers(self):
        for kind, value, number_format in (
            ("integer", 1234, "#,##0"),
            ("integer", 0, "#,##0"),
            ("integer", Decimal("-5"), "#,##0"),
            ("number", 12.3456, "#,##0.00####"),
            ("money", Decimal("1234567.89"), "#,##0.00"),
        ):
            with self.subTest(kind=kind, value=value):
                (cell,) = one_column(kind, value)
                self.assertEqual((cell.data_type, cell.number_format), ("n", number_format))
                self.assertEqual(cell.value, float(value))

    def test_flags_are_flags(self):
        self.assertEqual(
            [(cell.value, cell.data_type) for cell in one_column("flag", True, False)],
            [(True, "b"), (False, "b")],
        )

    def test_nothing_is_an_empty_cell(self):
        for kind in ("text", "long_text", "date", "datetime", "integer", "number", "money"):
            with self.subTest(kind=kind):
                self.assertEqual([cell.value for cell in one_column(kind, None, False, "", None)], [None] * 4)
        self.assertEqual([cell.value for cell in one_column("flag", None, "")], [None] * 2)

    def test_outside_text_stays_text(self):
        columns = [Column("a", "A"), Column("b", "B", "long_text")]
        data = one_sheet(columns, [{"a": text, "b": text} for text in HOSTILE])
        sheet = read(data).active
        for row, text in zip(sheet.iter_rows(min_row=2), HOSTILE, strict=True):
            for cell in row:
                # openpyxl does not undo Excel's spelling of an underscore that could begin an escape
                value = cell.value.replace("_x005F_", "_")
                self.assertEqual((value, cell.data_type), (text.replace("\t", " "), "s"))
                self.assertEqual(cell.number_format, "@")
                self.assertIsNone(cell.hyperlink)
        inside = parts(data)
        self.assertNotIn("<f>", inside["xl/worksheets/sheet1.xml"])
        self.assertNotIn("hyperlink", "".join(inside.values()))
        self.assertFalse([name for name in inside if "external" in name.lower()])

    def test_outside_text_in_headings_names_and_properties(self):
        for text in HOSTILE:
            with self.subTest(text=text):
                columns = [Column("a", text)]
                sheets = [Sheet(text, columns, [("x",)], total=text, below=[Table(columns, [])])]
                data = build_workbook(sheets, Properties(title=text, created=AS_OF, note=text, author=text))
                self.assertEqual(read(data).active["A1"].data_type, "s")
                self.assertNotIn("<f>", parts(data)["xl/worksheets/sheet1.xml"])

    def test_control_characters_are_removed(self):
        lines = "one\r\ntwo\rthree\u2028four\x0bfive\tsix"
        self.assertEqual(clean_text(lines), "one\ntwo\nthree\nfour\nfive six")
        dirty = "a\x00b\x07c\x1b[31m\x7f\x9f\u202edcba\ufffe\uffff\ud800 e"
        self.assertEqual(clean_text(dirty), "abc[31mdcba e")
        (cell,) = one_column("long_text", "one\r\n\x02two")
        self.assertEqual(cell.value, "one\ntwo")
        (cell,) = one_column("text", "one\r\n\x02two")
        self.assertEqual(cell.value, "one two", "one line is one line")

    def test_text_too_long_for_a_cell_is_cut_with_a_mark(self):
        for text in ("ә" * MAX_TEXT, "😀" * (MAX_TEXT // 2)):
            self.assertEqual(clean_text(text), text)
        for text in ("ә" * (MAX_TEXT + 1), "😀" * 20_000, "a" + "😀" * 20_000):
            cut = clean_text(text)
            self.assertTrue(cut.endswith(CUT_MARK))
            self.assertTrue(text.startswith(cut.removesuffix(CUT_MARK)))
            self.assertIn(len(cut.encode("utf-16-le")) // 2, (MAX_TEXT - 1, MAX_TEXT))
        (cell,) = one_column("long_text", "x" * 50_000)
        self.assertEqual((len(cell.value), cell.value[-4:]), (MAX_TEXT, CUT_MARK))

    def test_kazakh_and_serbian_letters(self):
        for text in (
            "Әділ Құрманғазы Өтеғұлұлы, Үкі, Һәм, Іңкәр",
            "Ђорђе Љубичић, Његош, Ћирић, Џабић",
            "Đorđe Ljubičić, Šćepanović, Žižić",
        ):
            data = build_workbook([Sheet(text, [Column("a", text)], [(text,)])], PROPERTIES)
            sheet = read(data).active
            self.assertEqual((sheet["A1"].value, sheet["A2"].value), (text, text))
            self.assertTrue(text.startswith(sheet.title))

    def test_a_value_of_the_wrong_kind_is_refused_and_named(self):
        for kind, value in (
            ("date", "2026-11-20"),
            ("datetime", AS_OF),
            ("datetime", 5),
            ("integer", 1.5),
            ("integer", "5"),
            ("integer", True),
            ("integer", 10**15),
            ("integer", 10**400),
            ("number", float("nan")),
            ("money", Decimal("Infinity")),
            ("text", AS_OF),
            ("text", 1.5),
            ("text", b"bytes"),
            ("flag", 1),
        ):
            place = r"sheet 'Sheet', row 3, column 'key'"
            with self.subTest(kind=kind, value=value), self.assertRaisesRegex(CellError, place):
                one_column(kind, None, value)
        with self.assertRaisesRegex(CellError, "row 2: 1 values for 2 columns"):
            one_sheet([Column("a", "A"), Column("b", "B")], [("x",)])
        with self.assertRaisesRegex(ValueError, "unknown kind"):
            Column("a", "A", "currency")
        with self.assertRaisesRegex(ValueError, "for numbers"):
            Column("a", "A", "date", total=True)
        with self.assertRaises(KeyError):
            one_sheet([Column("a", "A")], [{"b": "x"}])


class TestXlsxSheets(BaseCase):
    """Design, "Output": frozen header, filters, widths; large workbooks stream with bounded memory."""

    columns = (Column("a", "Reference"), Column("b", "On", "date"), Column("c", "Note", "long_text"))

    def test_header_filter_and_print(self):
        rows = [("VV/1", AS_OF, "x"), ("VV/2", AS_OF, "y")]
        sheet = read(one_sheet(self.columns, rows, frozen_columns=1)).active
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertEqual(sheet.auto_filter.ref, "A1:C3")
        self.assertEqual([cell.value for cell in sheet[1]], ["Reference", "On", "Note"])
        self.assertTrue(all(cell.font.bold for cell in sheet[1]))
        self.assertEqual(sheet.print_title_rows, "$1:$1")
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual((sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight), (1, 0))
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        inside = parts(one_sheet(self.columns, rows))["xl/worksheets/sheet1.xml"]
        self.assertIn("&amp;LRegister &amp;&amp; list", inside)

    def test_columns_are_as_wide_as_what_they_hold(self):
        columns = [Column("a", "A"), Column("b", "A heading of several words"), Column("c", "C")]
        columns += [Column("d", "D", "money"), Column("e", "E", width=5), Column("f", "F", "date")]
        rows = [("x" * 25, "", "x" * 500, 123456789.5, "x" * 30, AS_OF)]
        sheet = read(one_sheet(columns, rows)).active
        widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
        for width, (least, most) in zip(
            widths, [(26, 29), (15, 22), (45, 47), (14, 17), (5, 6), (11, 13)], strict=True
        ):
            self.assertTrue(least <= width <= most, widths)

    def test_wrapped_text_gets_a_tall_row(self):
        texts = ("one", "word " * 60, "x\ny", "y\n" * 999)
        rows = [("VV/1", AS_OF, text) for text in texts]
        sheet = read(one_sheet(self.columns, rows)).active
        heights = [sheet.row_dimensions[line].height for line in range(2, 6)]
        self.assertIn(heights[0], (None, 15))
        self.assertGreaterEqual(heights[1], 6 * 15)
        self.assertEqual(heights[2:], [30, 409])

    def test_rows_are_marked(self):
        columns = [Column("a", "A"), Column("n", "N", "integer", alert=True)]
        rows = [("x", 0), ("y", 3), ("", None)]
        data = one_sheet(columns, rows, mark=lambda row: "" if row[0] == "x" else LATE)
        sheet = read(data).active
        self.assertEqual(sheet["A2"].fill.fill_type, None)
        self.assertEqual({sheet[name].fill.fgColor.rgb for name in ("A3", "B3", "A4", "B4")}, {"FFFBE3E1"})
        self.assertEqual(sheet["B3"].font.color.rgb, "FFC00000")
        self.assertNotEqual(getattr(sheet["B2"].font.color, "rgb", None), "FFC00000")

    def test_names_of_sheets_are_valid(self):
        used = set()
        titles = ("Кешіккен/мерзімдер: [2026]?*\\", "", "  '' ", "x" * 40, "X" * 31, "2026", "CT2", "R1C1")
        names = [sheet_name(title, used) for title in titles]
        self.assertEqual(names[0], "Кешіккен мерзімдер 2026")
        self.assertEqual(names[1:3], ["-", "- (2)"])
        self.assertEqual(names[3:5], ["x" * 31, "X" * 27 + " (2)"])
        self.assertEqual(names[5:], ["_2026", "_CT2", "_R1C1"])
        self.assertEqual(sheet_name("'Визит'", used), "Визит")
        sheets = [Sheet(name, self.columns, []) for name in (*names, *names)]
        workbook = read(build_workbook(sheets, PROPERTIES))
        self.assertEqual(len(set(workbook.sheetnames)), 16)
        self.assertEqual(workbook["_CT2"].print_title_rows, "$1:$1")

    def test_no_rows_make_a_valid_sheet_with_a_header(self):
        sheet = read(one_sheet(self.columns, [], total="Total")).active
        self.assertEqual([cell.value for cell in sheet[1]], ["Reference", "On", "Note"])
        self.assertEqual(sheet.auto_filter.ref, "A1:C2")
        with self.assertRaisesRegex(ValueError, "needs a sheet"):
            build_workbook([], PROPERTIES)

    def test_rows_stream_from_a_generator_read_once(self):
        read_rows = []

        def rows():
            for number in range(10_000):
                read_rows.append(number)
                yield {"a": f"VV/{number}", "b": AS_OF, "c": "text"}

        def sheets():
            yield Sheet("First", self.columns, rows())
            self.assertEqual(len(read_rows), 10_000, "a sheet is written before the next is asked for")
            yield Sheet("Second", self.columns, [])

        workbook = load_workbook(io.BytesIO(build_workbook(sheets(), PROPERTIES)), read_only=True)
        values = [row[0] for row in workbook["First"].iter_rows(min_row=2, values_only=True)]
        self.assertEqual(values, [f"VV/{number}" for number in range(10_000)])
        self.assertEqual(read_rows, list(range(10_000)))

    def test_memory_does_not_grow_with_the_rows(self):
        def peak(count):
            rows = ((f"VV/{number}", AS_OF, f"long {number}\n" * 5) for number in range(count))
            with tempfile.TemporaryFile() as file:
                tracemalloc.start()
                try:
                    write_workbook(file, [Sheet("Sheet", self.columns, rows)], properties=PROPERTIES)
                    return tracemalloc.get_traced_memory()[1]
                finally:
                    tracemalloc.stop()

        peak(10)  # what is loaded once
        self.assertLess(peak(5_000) - peak(500), 200_000)

    def test_a_failure_leaves_nothing_behind(self):
        def rows():
            yield ("VV/1", AS_OF, "x")
            raise InterruptedError("stopped by the user")

        with tempfile.TemporaryDirectory() as folder, patch.object(tempfile, "tempdir", folder):
            file = io.BytesIO()
            with self.assertRaises(InterruptedError):
                write_workbook(file, [Sheet("Sheet", self.columns, rows())], properties=PROPERTIES)
            self.assertEqual(file.getvalue(), b"")
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_more_rows_than_a_sheet_holds_go_on_in_the_next(self):
        rows = [(f"VV/{number}", AS_OF, "") for number in range(8)]
        with patch.object(xlsx_table, "MAX_ROWS", 5):
            workbook = read(one_sheet(self.columns, iter(rows)))
            with self.assertRaisesRegex(ValueError, "too many rows"):
                one_sheet(self.columns, iter(rows), total="Total")
        self.assertEqual(workbook.sheetnames, ["Sheet", "Sheet (2)"])
        found = [row[0] for sheet in workbook for row in sheet.iter_rows(min_row=2, values_only=True)]
        self.assertEqual(found, [row[0] for row in rows])
        self.assertTrue(all(sheet["A1"].value == "Reference" for sheet in workbook))

    def test_totals_are_formulas_with_values(self):
        counted = [Column(key, key, kind, total=True) for key, kind in (("n", "integer"), ("m", "money"))]
        columns = [Column("a", "A"), *counted]
        rows = [("x", 1, Decimal("0.25")), ("y", 2, None), ("z", 3, 10)]
        below = Table(columns, [("w", 7, 8)], total="Sum")
        data = one_sheet(columns, rows, total="Total", below=[below, Table(columns, [], total="Empty")])
        sheet = read(data).active
        values = load_workbook(io.BytesIO(data), data_only=True).active
        formulas = ["=SUBTOTAL(9,B2:B4)", "=SUBTOTAL(9,C2:C4)"]
        self.assertEqual([cell.value for cell in sheet[5]], ["Total", *formulas])
        self.assertEqual([cell.value for cell in values[5]], ["Total", 6, 10.25])
        self.assertEqual(sheet["B9"].value, "=SUBTOTAL(9,B8)")
        self.assertEqual([cell.value for cell in values[9]], ["Sum", 7, 8])
        self.assertEqual([cell.value for cell in sheet[12]], ["Empty", 0, 0])
        self.assertEqual(sheet.auto_filter.ref, "A1:C4", "the total is not filtered away")

    def test_same_data_same_bytes(self):
        rows = [("VV/1", AS_OF, "x")]
        data = one_sheet(self.columns, rows)
        with patch("time.time", return_value=2_000_000_000.0):
            self.assertEqual(one_sheet(self.columns, rows), data)
        properties = read(data).properties
        self.assertEqual(properties.created, without_zone(2026, 11, 20))
        self.assertEqual((properties.title, properties.creator), ("Register & list", "Customs"))


AUTHORITIES = ("Алматы", "Қарағанды", "Управа царина", "")
PROCEDURES = ("Visit", "Documents")
OFFICERS = ("Әбдірахманова", "Ђорђевић", "=1+1", "*", "")
LABELS = {key: f"<{key}>" for key in REGISTER_LABELS} | {
    "sheet_register": "Register",
    "sheet_overdue": "Overdue",
    "sheet_summary": "Summary",
    "sheet_visits": "Visits",
    "days_late": "Days late",
}
STEPS = (("request_on", "Request"), ("consent_on", "Consent"), ("begun_on", "Begun"))


def deadline(case="VV/1", **more):
    """Return a deadline of which only the telling fields are given."""
    told = {
        "agreement": "RS",
        "procedure": "Visit",
        "step": "Consent",
        "article": "Art. 16(5)",
        "owed_by": "Verification authority",
        "officer": "Officer",
        "authority": "Authority",
        "start": date(2026, 9, 1),
        "last_day": None,
        "done": None,
        "lapse": "Refused, Art. 16(6)",
    }
    return DeadlineRow(case=case, **(told | more))


def in_days(days):
    """Return the day so many days after the day of the register."""
    return AS_OF + timedelta(days=days)


def many_deadlines(count=300):
    """Yield deadlines of all sorts, always the same ones."""
    choose = random.Random(1)
    for number in range(count):
        yield deadline(
            f"VV/{number:04}",
            procedure=choose.choice(PROCEDURES),
            officer=choose.choice(OFFICERS),
            authority=choose.choice(AUTHORITIES),
            last_day=choose.choice([None, *map(in_days, range(-40, 60))]),
            done=choose.choice([None, None, in_days(-10)]),
            paused=choose.random() < 0.1,
            ended=choose.choice([None, None, None, in_days(-3)]),
        )


def register(deadlines=(), visits=()):
    """Return a register as bytes."""
    return build_register(RegisterData(PROPERTIES, AS_OF, deadlines, visits, STEPS, LABELS))


class TestRegisterXlsx(BaseCase):
    """Design, "Output": the register, with the rule's article beside each deadline, and what is late."""

    def rows(self, sheet):
        """Return the rows of a sheet as dictionaries by heading."""
        heading, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(heading, row, strict=True)) for row in rows]

    def test_register_holds_each_deadline_with_its_article(self):
        row = deadline(last_day=in_days(10), term="60 days")
        sheet = read(register([row]))["Register"]
        (values,) = self.rows(sheet)
        self.assertEqual(
            list(values.values()),
            [
                *("VV/1", "RS", "Visit", "Consent", "Art. 16(5)", "60 days"),
                *("Verification authority", "Officer", "Authority"),
                *(without_zone(2026, 9, 1), without_zone(2026, 11, 30), None, None, 10, None),
                *("<state_open>", "Refused, Art. 16(6)", None),
            ],
        )
        self.assertEqual([cell.is_date for cell in sheet[2][9:11]], [True, True])
        self.assertEqual(sheet["O1"].value, "Days late")
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("B2", "A1:R2"))

    def test_where_a_deadline_stands(self):
        for state, left, late, told in (
            ("open", 0, None, {"last_day": in_days(0)}),
            ("open", 1, None, {"last_day": in_days(1)}),
            ("overdue", None, 1, {"last_day": in_days(-1)}),
            ("done", None, None, {"last_day": in_days(-1), "done": in_days(-1)}),
            ("done_late", None, 2, {"last_day": in_days(-5), "done": in_days(-3)}),
            (
                *("sent_in_time", None, 2),
                {"last_day": in_days(-5), "done": in_days(-3), "sent": in_days(-5)},
            ),
            (
                *("done_late", None, 2),
                {"last_day": in_days(-5), "done": in_days(-3), "sent": in_days(-4)},
            ),
            ("done", None, None, {"done": in_days(-3)}),
            ("paused", None, None, {"last_day": in_days(-5), "paused": True}),
            ("no_date", None, None, {"term": "without delay"}),
            ("lapsed", None, 2, {"last_day": in_days(-5), "ended": in_days(-3)}),
            ("not_needed", None, None, {"last_day": in_days(-3), "ended": in_days(-3)}),
            ("not_needed", None, None, {"last_day": in_days(-5), "ended": in_days(-3), "paused": True}),
            ("open", 0, None, {"last_day": in_days(-1), "today": in_days(-1)}),
            ("overdue", None, 1, {"last_day": in_days(0), "today": in_days(1)}),
        ):
            with self.subTest(told=told):
                (values,) = self.rows(read(register([deadline(**told)]))["Register"])
                self.assertEqual(values["<state>"], f"<state_{state}>")
                self.assertEqual((values["<days_left>"], values["Days late"]), (left, late))

    def test_provisional_last_day(self):
        for provisional, note in ((True, "<provisional>"), (False, None)):
            (values,) = self.rows(read(register([deadline(provisional=provisional)]))["Register"])
            self.assertEqual(values["<note>"], note)

    def test_late_rows_are_red_and_urgent_ones_yellow(self):
        days = (-1, 0, 7, 8)
        sheet = read(register([deadline(last_day=in_days(day)) for day in days]))["Register"]
        fills = [[cell.fill.fgColor.rgb for cell in row] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual({len(set(row)) for row in fills}, {1}, "a row is marked from end to end")
        self.assertEqual([row[0] for row in fills], ["FFFBE3E1", "FFFFF4D6", "FFFFF4D6", "00000000"])
        self.assertEqual(sheet["O2"].font.color.rgb, "FFC00000")

    def test_overdue_sheet_holds_the_late_ones_the_most_late_first(self):
        rows = list(many_deadlines())
        late = [
            row
            for row in rows
            if row.last_day and row.last_day < AS_OF and not (row.done or row.ended or row.paused)
        ]
        self.assertGreater(len(late), 50)
        found = self.rows(read(register(rows))["Overdue"])
        self.assertEqual({row["<case>"] for row in found}, {row.case for row in late})
        days = [row["Days late"] for row in found]
        self.assertEqual(days, sorted(((AS_OF - row.last_day).days for row in late), reverse=True))
        self.assertEqual({row["<article>"] for row in found}, {"Art. 16(5)"})

    def expected(self, rows):
        """Count plainly: open with a last day, overdue, lapsed, due in 7, due in 30 days."""
        open_rows = [row for row in rows if row.last_day and not row.done and not row.ended]
        ended = [row for row in rows if row.ended and row.last_day and not row.done and not row.paused]
        running = [row for row in open_rows if not row.paused]
        days = [(row.last_day - AS_OF).days for row in running]
        return (
            len(open_rows),
            sum(day < 0 for day in days),
            sum(row.last_day < row.ended for row in ended),
            sum(0 <= day <= 7 for day in days),
            sum(0 <= day <= 30 for day in days),
        )

    def test_summary_counts_what_a_plain_count_counts(self):
        rows = list(many_deadlines())
        data = register(rows)
        values = load_workbook(io.BytesIO(data), data_only=True)["Summary"].iter_rows(values_only=True)
        found = [row for row in values if row[0] and row[2] != "<count_open>"]
        pairs = {(row.authority, row.procedure) for row in rows}
        self.assertEqual(len(pairs), 8)
        by_pair = {(row[0], row[1]): row[2:] for row in found[:8]}
        for authority, procedure in pairs:
            chosen = [row for row in rows if (row.authority, row.procedure) == (authority, procedure)]
            self.assertEqual(by_pair[authority or "<nobody>", procedure], self.expected(chosen))
        by_officer = {row[0]: row[2:] for row in found[9:14]}
        for officer in OFFICERS:
            chosen = [row for row in rows if row.officer == officer]
            self.assertEqual(by_officer[officer or "<nobody>"], self.expected(chosen))
        self.assertEqual([found[8], found[14]], [("<total>", None, *self.expected(rows))] * 2)
        self.assertEqual([found[7][0], found[13][0]], ["<nobody>"] * 2, "what nobody has stands last")

    def test_summary_totals_are_our_formulas_and_nothing_else_is(self):
        sheet = read(register(many_deadlines()))["Summary"]
        formulas = {cell.coordinate: cell.value for row in sheet for cell in row if cell.data_type == "f"}
        self.assertEqual(len(formulas), 10)
        self.assertEqual((formulas["C10"], formulas["G18"]), ("=SUBTOTAL(9,C2:C9)", "=SUBTOTAL(9,G13:G17)"))

    def test_visits_show_the_date_of_each_step(self):
        visits = [
            VisitRow(
                *("VV/1", "Under way", "Фабрика Шумадија", "КГД", "Управа царина"),
                dates={"request_on": date(2026, 6, 1), "consent_on": date(2026, 7, 1)},
                conclusion="",
                officer="Әбдірахманова",
                late_steps=["Begun", "Ended"],
            ),
            VisitRow("VV/2", "Sent", "Zastava", "КГД", "УЦ", {"request_on": None}, "=1+1", "Ђорђевић"),
        ]
        sheet = read(register(visits=iter(visits)))["Visits"]
        self.assertEqual([cell.value for cell in sheet[1][5:8]], ["Request", "Consent", "Begun"])
        self.assertEqual(
            [cell.value for cell in sheet[2]],
            [
                *("VV/1", "Under way", "Фабрика Шумадија", "КГД", "Управа царина"),
                *(without_zone(2026, 6, 1), without_zone(2026, 7, 1), None, None),
                *("Әбдірахманова", "Begun\nEnded"),
            ],
        )
        self.assertEqual([row[0].fill.fgColor.rgb for row in sheet["A2:A3"]], ["FFFBE3E1", "00000000"])
        self.assertEqual((sheet["I3"].value, sheet["I3"].data_type), ("=1+1", "s"))

    def test_nothing_to_show_is_a_valid_register_with_headings(self):
        workbook = read(register())
        self.assertEqual(workbook.sheetnames, ["Register", "Overdue", "Summary", "Visits"])
        for sheet in workbook:
            with self.subTest(sheet=sheet.title):
                self.assertTrue(all(cell.value for cell in sheet[1]))
                self.assertEqual((sheet.freeze_panes or "")[-1], "2")
                self.assertTrue(sheet.auto_filter.ref.startswith("A1:"))

    def test_deadlines_are_read_once_and_only_the_late_ones_kept(self):
        def peak(count):
            rows = (deadline(f"VV/{number}", last_day=in_days(number % 50)) for number in range(count))
            data = RegisterData(PROPERTIES, AS_OF, rows, iter(()), STEPS, LABELS)
            with tempfile.TemporaryFile() as file:
                tracemalloc.start()
                try:
                    write_register(file, data)
                    return tracemalloc.get_traced_memory()[1]
                finally:
                    tracemalloc.stop()

        peak(10)  # what is loaded once
        self.assertLess(peak(2_000) - peak(200), 200_000)

    def test_same_register_same_bytes(self):
        data = register(many_deadlines(40))
        with patch("time.time", return_value=2_000_000_000.0):
            self.assertEqual(register(many_deadlines(40)), data)
        self.assertEqual(read(data).properties.created, without_zone(2026, 11, 20))

    def test_missing_labels_are_all_named(self):
        labels = {key: word for key, word in LABELS.items() if key not in ("article", "total")}
        with self.assertRaisesRegex(ValueError, "labels missing: article, total"):
            build_register(RegisterData(PROPERTIES, AS_OF, [], [], STEPS, labels))

    def test_dates_are_real_and_read_alike_everywhere(self):
        sheet = read(register([deadline(last_day=in_days(3))]))["Register"]
        self.assertEqual(sheet["K2"].value, datetime(2026, 11, 23))  # noqa: DTZ001
        self.assertEqual(sheet["K2"].number_format, "yyyy-mm-dd")


class TestPrint(BaseCase):
    """Papers: what is printed above and below a page is whole, and a page can be read."""

    def printed(self, note="", columns=3, frozen=1, title="Title"):
        rows = [["Some words of twenty"] * columns]
        sheet = Sheet("S", [Column(str(number), "Heading", width=25) for number in range(columns)], rows)
        sheet = replace(sheet, frozen_columns=frozen)
        return read(build_workbook([sheet], Properties(title=title, created=AS_OF, note=note)))["S"]

    def test_footers_are_whole(self):
        note = (
            "As of 20 November 2026 · State Revenue Committee of the Ministry of Finance of the Republic of "
            "Kazakhstan · подпункт 1 пункта 4 статьи 16 Приложения № 3"
        )
        sheet = self.printed(note)
        self.assertEqual(" ".join(sheet.oddFooter.left.text.split()), note)
        self.assertEqual(sheet.oddFooter.right.text, "&P / &N")
        self.assertGreater(sheet.page_margins.bottom, self.printed("Short").page_margins.bottom)

    def test_no_footer_is_too_long(self):
        for note in ("x" * 400, "A & B " * 100, "word " * 100):
            with self.subTest(note=note[:10]):
                text = self.printed(note).oddFooter.left.text
                self.assertLessEqual(len(text), 245)
                self.assertTrue(text.endswith("…"))

    def test_wide_sheets_go_over_several_pages(self):
        narrow, wide = self.printed(columns=3), self.printed(columns=20, frozen=2)
        self.assertEqual(narrow.page_setup.fitToWidth or 1, 1)
        self.assertEqual(wide.page_setup.fitToWidth, 3)
        self.assertEqual(wide.print_title_cols, "$A:$B")
