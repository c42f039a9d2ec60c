"""The report of a visit as PDF, with 3 and with 300 goods, beside Odoo's own way from HTML.

Theirs: the same content as a page by QWeb, printed by Odoo's own call of wkhtmltopdf, once with the second
that Odoo waits for scripts by default (`report.print_delay`), once without. The page brings its few styles
with it: nothing has to be fetched from a server, as it would for a report of Odoo's.
"""

import datetime
import functools
import io
import os
import shutil
import sys

from kit import databases, measure, odoo_process
from kit.table import table, verdict
from lxml import etree

AIM = 10
GOODS = (3, 300)
PAGE = """
<t t-name="benchmark.report">
    <html>
        <head>
            <meta charset="utf-8"/>
            <style>
                body { font-family: sans-serif; font-size: 10pt; }
                table { width: 100%; border-collapse: collapse; }
                th, td { border: 1px solid #999; padding: 2px 4px; text-align: left; vertical-align: top; }
                tr { page-break-inside: avoid; }
                .article { float: right; color: #666; font-size: 8pt; }
            </style>
        </head>
        <body>
            <h1 t-out="title"/>
            <p t-foreach="lines" t-as="line" t-out="line"/>
            <div t-foreach="sections" t-as="section">
                <h2><span class="article" t-out="section['article']"/><span t-out="section['title']"/></h2>
                <p t-foreach="section['texts']" t-as="text" t-out="text"/>
                <table t-if="section['rows']">
                    <thead>
                        <tr><th t-foreach="section['heads']" t-as="head" t-out="head"/></tr>
                    </thead>
                    <tbody>
                        <tr t-foreach="section['rows']" t-as="row">
                            <td t-foreach="row" t-as="cell" t-out="cell"/>
                        </tr>
                    </tbody>
                </table>
            </div>
        </body>
    </html>
</t>
"""


def report_data(pdf, count):
    """Return the data of a report with `count` goods (plain data of the builder `pdf`)."""
    day = datetime.date(2026, 3, 2)
    numbers = range(1, count + 1)
    return pdf.VisitReportData(
        number="VV/2026/00001/R1",
        version=1,
        agreement_title="EAEU - Serbia Free Trade Agreement",
        agreement_citation="Annex 3, Art. 16",
        importing_authority=pdf.ReportAuthority(
            "Customs Authority", "Kazakhstan", "Кеден органы", "1 Street\nAstana"
        ),
        exporting_authority=pdf.ReportAuthority(
            "Customs Administration", "Serbia", "Uprava carina", "2 Street\nBeograd"
        ),
        date=day,
        place="Subotica",
        draft=True,
        team=(
            pdf.TeamMember(
                "Adilet",
                "Kozhakhmetuly",
                "Chief Inspector",
                "Customs Authority",
                "importing",
                "Әділет",
                "Қожахметұлы",
            ),
            pdf.TeamMember("Đorđe", "Šćepanović", "Senior Officer", "Customs Administration", "exporting"),
        ),
        persons=(
            pdf.VerifiedPerson(
                "Mlekara d.o.o.", "", "Exporter and producer", "100000001", "Industrijska 1", "Serbia"
            ),
        ),
        goods=tuple(
            pdf.ReportGoods(
                no,
                "0406905000",
                f"White cheese in brine, {no} kg tins",
                f"RS{no:08d}",
                day,
                "P",
                10.0,
                "tins",
                1000.0,
            )
            for no in numbers
        ),
        began_on=day,
        ended_on=day,
        days_on_premises=1,
        doubts="The capacity of the plant is lower than the exports.",
        request_number="VV/2026/00001",
        request_date=day,
        consent=pdf.WrittenConsent("RS-7", day, day, "Customs Administration"),
        premises=(
            pdf.InspectedPremises(
                "Dairy plant", "Industrijska 1, Subotica", "Intake, ripening rooms, stores", day
            ),
        ),
        process="Milk is pasteurised, renneted, cut, drained and salted.",
        process_lines=tuple(
            pdf.ProcessLine(no, "Pasteurised, renneted, cut, drained, salted", "Local milk", 0.0)
            for no in numbers
        ),
        line_conclusions=tuple(
            pdf.LineConclusion(no, True, "As seen on site and in the books.", "P") for no in numbers
        ),
        complies=True,
        conclusion_text="The goods were produced from local milk.",
        documents=("Purchase ledger 2025", "Production log 2025"),
    )


def page_values(data):
    """Return the same content for the page: title, lines of the head, and sections with texts and tables."""
    conclusions = {line.goods_no: line for line in data.line_conclusions}
    day = str
    return {
        "title": f"Verification visit report No. {data.number}",
        "lines": [
            data.agreement_title,
            data.agreement_citation,
            data.importing_authority.name,
            data.exporting_authority.name,
        ],
        "sections": [
            _section(
                "1 Inspection team",
                data.articles.team,
                ("Name", "Position", "Authority", "Party"),
                [(m.full_name, m.position, m.authority, m.party) for m in data.team],
            ),
            _section(
                "2 Verified person",
                data.articles.person,
                ("Name", "Role", "Number", "Address"),
                [(p.name, p.role, p.registration_number, p.address) for p in data.persons],
            ),
            _section(
                "3 Goods",
                data.articles.goods,
                ("No.", "HS code", "Description", "Proof", "Date", "Criterion", "Quantity", "Weight, kg"),
                [
                    (
                        g.no,
                        g.hs_code,
                        g.description,
                        g.proof_number,
                        day(g.proof_date),
                        g.criterion,
                        f"{g.quantity} {g.quantity_unit}",
                        g.gross_weight_kg,
                    )
                    for g in data.goods
                ],
            ),
            _section("4 Dates", data.articles.dates, (), [], [f"{data.began_on} to {data.ended_on}"]),
            _section(
                "5 Grounds",
                data.articles.grounds,
                (),
                [],
                [
                    data.doubts,
                    f"{data.request_number} of {data.request_date}",
                    f"{data.consent.reference} of {data.consent.letter_date}",
                ],
            ),
            _section(
                "6 Premises",
                data.articles.premises,
                ("Premises", "Address", "Inspected", "Date"),
                [(p.name, p.address, p.inspected, day(p.inspected_on)) for p in data.premises],
            ),
            _section(
                "7 Production",
                data.articles.process,
                ("Line", "Operations", "Materials", "Foreign, %"),
                [
                    (p.goods_no, p.operations, p.materials, p.foreign_share_percent)
                    for p in data.process_lines
                ],
                [data.process],
            ),
            _section(
                "8 Conclusion",
                data.articles.conclusion,
                ("Line", "HS code", "Conclusion", "Criterion", "Reason"),
                [
                    (g.no, g.hs_code, "Complies", conclusions[g.no].criterion_found, conclusions[g.no].reason)
                    for g in data.goods
                ],
                [data.conclusion_text],
            ),
            _section("Documents examined", data.articles.documents, (), [], list(data.documents)),
            _section(
                "Signatures",
                "",
                ("Name", "Position", "Signature"),
                [(m.full_name, m.position, "") for m in data.team],
            ),
        ],
    }


def _section(title, article, heads, rows, texts=()):
    return {"title": title, "article": article, "heads": heads, "rows": rows, "texts": texts}


def from_html(env, data, delay):
    """Print the page as Odoo prints its own reports."""
    env["ir.config_parameter"].set_param("report.print_delay", delay)
    html = env["ir.qweb"]._render(etree.fromstring(PAGE), page_values(data))
    return env["ir.actions.report"]._run_wkhtmltopdf([str(html)])


def pages(content):
    """How many pages a PDF has."""
    from pypdf import PdfReader  # noqa: PLC0415 (not needed before something was printed)

    return len(PdfReader(io.BytesIO(content)).pages)


def compare(env):
    """Yield the lines of the table."""
    from odoo.addons.customs_verification.reports.origin import visit_report_pdf as pdf  # noqa: PLC0415 (after the start)

    visits = env.ref("customs_verification.procedure_eaeu_rs_visit")
    words = visits.letter_ids.filtered(lambda letter: letter.kind == "report")._words()
    for count in GOODS:
        data = report_data(pdf, count)
        ours = functools.partial(pdf.build_visit_report, data, words)
        ways = {
            f"html, delay {delay} ms": functools.partial(from_html, env, data, delay)
            for delay in ("1000", "0")
        }
        found = measure.side_by_side(ours=ours, **ways)
        own = found.pop("ours")
        yield (f"{count} goods: ReportLab", f"{own.ms:.0f}", pages(ours()), "", "")
        for name, way in found.items():
            quicker = way.ms / own.ms
            yield (
                f"{count} goods: {name}",
                f"{way.ms:.0f}",
                pages(ways[name]()),
                f"{quicker:.1f}",
                verdict(AIM, quicker),
            )


def main():
    if not shutil.which("wkhtmltopdf"):
        sys.exit("There is no wkhtmltopdf here to compare with: `apt-get install wkhtmltopdf` brings it.")
    # Debian's build draws with a platform of Qt's that needs no screen.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    odoo_process.start()
    with odoo_process.environment(databases.base()) as env:
        rows = list(compare(env))
        env.cr.rollback()
    print(table(("Report", "ms", "pages", "times slower", f"aim {AIM}"), rows))


if __name__ == "__main__":
    main()
