"""docs/worked-example.md, from the data that the test of it runs."""

HEAD = """\
# A worked example: forty declared goods and one visit

Written by `./dev docs` from `tests/common/worked_example_data.py`. `tests/whole/test_worked_example.py` runs it through the product: every line
below is declared, every act is done by the person who does it, and each line must end as its row says. All names are
made up; the days are those of a real agreement, EAEU - Serbia.

## What happens

| day | act | what follows |
|---|---|---|
| {sent} | The customs authority sends its request for a visit (Annex 3, Art. 16(3)). It doubts the origin of white cheese and butter of one proof. | From this day, at the earliest, the preference for similar goods may be suspended (Art. 16(12)). |
| {started} | An officer has drafted the suspension, a supervisor puts it in force. | Goods registered since {sent} are marked, those to come as they come. |
| in April | Four lines leave out the brand or the article. They wait in the queue of likely ones; an officer judges them by how they are described. | Two are similar and are suspended, two are not. |
| {approved} | The report is approved: the cheese complies, the butter does not (Art. 16(10), eighth indent). | The suspension ends; this day itself is free. |
| {refused} | A supervisor refuses the preference for the butter (Art. 11(1)(7)). | Suspended butter, and the butter already imported that the request named. |
| {first} | The preference for the cheese of {I1} is restored (Art. 16(12), Art. 10(3)). | Its duty is repaid. |
| {second} | {I2} comes late: the preference for its cheese is restored as far as twelve months have not passed since the declaration was registered. | Three lines are lost by time. |

The firms: producers {P1} (P1) and {P2} (P2); exporters {E1} (E1, the same firm as P1), {E2} (E2) and {E3} (E3); importers {I1} (I1)
and {I2} (I2). The suspension names white cheese {A}, brand Lacto, article L-200, and butter {B}, brand Lacto, both of P1 or sold by E1. Six
digits of the HS code must agree. Each consignment that claims the preference has a certificate and came from Serbia directly. The duty is {rate:g} % of the customs value without the preference, none with it; amounts are in
EUR.

## The forty lines

"Before the report" is 27 May 2025, "in the end" 26 March 2026.

"""

AFTER = """
## In figures

Duty in EUR, and the number of lines.

"""

WORDS = {
    "claimed": "granted",
    "not_claimed": "not claimed",
    "suspended": "suspended",
    "refused": "refused",
    "restored": "restored",
    "lost": "lost by time",
}


def example_page(data):
    """Return the page of the worked example, from the module of its data."""
    return _head(data) + _lines(data) + AFTER + _figures(data) + READING + _listed(data)


def _head(data):
    names = data.PRODUCERS | data.EXPORTERS | data.IMPORTERS | data.HS
    days = {
        "sent": data.SENT_ON,
        "started": data.STARTED_ON,
        "approved": data.APPROVED_ON,
        "refused": data.REFUSED_ON,
        "first": data.FIRST_RESTORATION_ON,
        "second": data.SECOND_RESTORATION_ON,
    }
    return HEAD.format(**names, **{name: f"{day:%-d %B %Y}" for name, day in days.items()}, rate=data.RATE)


def _lines(data):
    rows = [
        "| no. | registered | importer | exporter | producer | HS | brand | article | value | duty | before the report "
        "| in the end | why |",
        "|---|---|---|---|---|---|---|---|--:|--:|---|---|---|",
    ]
    for line in data.lines():
        cells = (
            line["no"],
            line["registered_on"],
            line["importer"],
            line["exporter"],
            line["producer"],
            data.HS[line["hs"]],
            line["brand"],
            line["article_no"],
            f"{line['value']:,.0f}",
            f"{line['duty']:,.0f}",
            WORDS[line["during"]],
            WORDS[line["after"]],
            line["why"],
        )
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _figures(data):
    lines = data.lines()
    rows = ["| | before the report | | in the end | |", "|---|--:|--:|--:|--:|"]
    for state, words in WORDS.items():
        cells = []
        for when in ("during", "after"):
            of_these = [line["duty"] for line in lines if line[when] == state]
            cells += [f"{sum(of_these):,.0f}", f"{len(of_these)}"] if of_these else ["", ""]
        rows.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


LISTED = """
## Two lines on the lists of Annex 2

The forty are goods that can have the preference. The agreement leaves others outside it, or grants it only within a tariff quota
(Art. 4(3), [goods outside the preference](excluded-goods.md)). Asked whether it may be granted, the product answers:

| no. | HS | goods | answer | why |
|---|---|---|---|---|
"""


def _listed(data):
    rows = (f"| {no} | {code} | {text} | {words} | {why} |" for no, code, text, _, words, why in data.LISTED)
    return LISTED + "\n".join(rows) + "\n"


READING = """
## How to read it

- **Same producer or same exporter.** Line 7 is sold by another exporter, but made by the same producer: suspended. Line 11 is
  made by another producer, but sold by the same exporter: suspended. Lines 10 and 20 share neither, line 35 is sold by an
  exporter that the suspension does not name.
- **Same characteristics.** Another brand (13, 32) or article (14) is another good; how the brand is written (12) is not.
  What a declaration leaves out is judged by a person, and the judgement holds for all goods described alike (23 and 24,
  25 and 26).
- **Same HS code.** Line 15 differs after the sixth digit only, and is similar; line 22 is of another heading.
- **The window.** From the day the request was sent (5, 6), over the end of the month (16, 17), until the report was approved:
  line 37 is in it, line 39 on the day itself is not.
- **Refused** are the butter under the suspension and line 2, which was imported before and which the request named. Line 3
  was imported before and not named; line 40 came after the suspension. New doubts about them are for a new case.
- **Restored or lost.** The last day is twelve months after the declaration was registered. Line 9 is restored on
  that very day; lines 5, 7 and 8 came too late, and no later decision can bring them back.
"""
