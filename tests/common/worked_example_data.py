"""The worked example of docs/worked-example.md, as data: 40 declared goods and what becomes of each, worked out by hand.

One visit at a producer that also exports. Its request was sent on 20 March 2025; a supervisor put the suspension in force on
24 March; the report was approved on 28 May 2025: the cheese complies, the butter does not. The preference is restored in
two decisions, on 16 June 2025 and on 25 March 2026.

Nothing here needs Odoo: the page and the test both read it.
"""

from datetime import date

SENT_ON = date(2025, 3, 20)
STARTED_ON = date(2025, 3, 24)
APPROVED_ON = date(2025, 5, 28)
REFUSED_ON = date(2025, 6, 10)
FIRST_RESTORATION_ON = date(2025, 6, 16)
SECOND_RESTORATION_ON = date(2026, 3, 25)

PRODUCERS = {"P1": "Mlekara Bačka d.o.o.", "P2": "Mlekara Banat d.o.o."}
# P1 sells its own goods, too: as an exporter it is the same firm.
EXPORTERS = {"E1": "Mlekara Bačka d.o.o.", "E2": "Dunav Export d.o.o.", "E3": "Šumadija Trade d.o.o."}
IMPORTERS = {"I1": "Astana Foods LLP", "I2": "«Ақтөбе сүт өнімдері» ЖШС"}
HS = {"A": "0406905000", "B": "0405101100", "C": "0406909900", "D": "0403901100"}
RATE = 15.0  # per cent without the preference; with it, none

# The goods of the visit, of one proof: HS code, brand, article number, what the report says.
GOODS = [
    ("A", "White cheese in brine", "Lacto", "L-200", "complies"),
    ("B", "Butter", "Lacto", "", "not_complies"),
]

GRANTED, SUSPENDED, REFUSED, RESTORED, LOST = "claimed", "suspended", "refused", "restored", "lost"

# no., registered, importer, exporter, producer, HS, brand, article no., value (EUR), proof of the visit,
# while the suspension is in force (1 June at the latest), in the end (on 26 March 2026), why
LINES = """
 1 2025-02-10 I1 E1 P1 A Lacto   L-200  4000 named   - claimed    claimed    before the window; its proof was named, and the cheese complies
 2 2025-02-12 I1 E1 P1 B Lacto   -      2000 named   - claimed    refused    before the window; named by the request, and the butter does not comply
 3 2025-02-20 I2 E1 P1 B Lacto   -      1000 -       - claimed    claimed    before the window and not named by the request
 4 2025-03-19 I1 E1 P1 A Lacto   L-200  3000 -       - claimed    claimed    the day before the request was sent
 5 2025-03-20 I2 E1 P1 A Lacto   L-200  2000 -       - suspended  lost       first day of the window; restorable until 20 March 2026
 6 2025-03-20 I1 E1 P1 A Lacto   L-200  1000 -       - suspended  restored   first day of the window; restored in June 2025
 7 2025-03-21 I2 E2 P1 A Lacto   L-200  4000 -       - suspended  lost       same producer, another exporter; restorable until 21 March 2026
 8 2025-03-24 I2 E1 P1 A Lacto   L-200  3000 -       - suspended  lost       the day it was put in force; restorable until 24 March 2026
 9 2025-03-25 I2 E1 P1 A Lacto   L-200  5000 -       - suspended  restored   25 March 2026 is its last day, and the day of the decision
10 2025-03-25 I1 E3 P2 A Lacto   L-200  2000 -       - claimed    claimed    another producer and another exporter
11 2025-03-26 I1 E1 P2 A Lacto   L-200  2000 -       - suspended  restored   another producer, the same exporter
12 2025-03-27 I1 E2 P1 A lacto   l-200  1000 -       - suspended  restored   the brand in small letters is the same brand
13 2025-03-27 I1 E1 P1 A Alpina  L-200  1000 -       - claimed    claimed    another brand
14 2025-03-28 I2 E1 P1 A Lacto   L-300  1000 -       - claimed    claimed    another article
15 2025-03-28 I1 E1 P1 C Lacto   L-200  2000 -       - suspended  restored   the HS code differs after the sixth digit only
16 2025-03-31 I1 E1 P1 A Lacto   L-200  6000 -       - suspended  restored   last day of March
17 2025-04-01 I1 E1 P1 A Lacto   L-200  6000 -       - suspended  restored   the window goes on over the end of the month
18 2025-04-01 I2 E1 P1 B Lacto   -      3000 -       - suspended  refused    butter of the same producer: it does not comply
19 2025-04-02 I1 E2 P1 B Lacto   -      2000 -       - suspended  refused    the same producer, another exporter
20 2025-04-03 I1 E3 P2 B Lacto   -      2000 -       - claimed    claimed    another producer and another exporter
21 2025-04-04 I2 E1 P2 B Lacto   -      1000 -       - suspended  refused    another producer, the same exporter
22 2025-04-07 I1 E1 P1 D Lacto   -      1000 -       - claimed    claimed    another HS code
23 2025-04-08 I1 E1 P1 A -       L-200  2000 -       similar suspended  restored   the brand is not declared; an officer judged it similar
24 2025-04-09 I2 E2 P1 A -       L-200  2000 -       similar suspended  restored   described alike as line 23: the same judgement holds
25 2025-04-10 I1 E1 P1 A Lacto   -      1000 -       other claimed    claimed    the article is not declared; an officer judged it another one
26 2025-04-11 I2 E2 P1 A Lacto   -      1000 -       other claimed    claimed    described alike as line 25
27 2025-04-14 I1 E3 P2 A -       -      1000 -       - claimed    claimed    nothing is declared, but neither producer nor exporter is the same
28 2025-04-15 I1 E1 P1 A Lacto   L-200  2000 -       noclaim not_claimed not_claimed no preference was claimed
29 2025-04-16 I1 E1 -  A Lacto   L-200  3000 -       - suspended  restored   the producer is not declared; the exporter is the same
30 2025-04-17 I2 E3 P1 A Lacto   L-200  2000 -       - suspended  restored   a third exporter sells goods of the same producer
31 2025-04-30 I1 E1 P1 B Lacto   -      4000 -       - suspended  refused    last day of April
32 2025-05-02 I2 E1 P1 B Alpina  -      1000 -       - claimed    claimed    butter of another brand
33 2025-05-05 I1 E3 P2 C -       -      2000 -       - claimed    claimed    nothing is the same
34 2025-05-06 I2 E3 P2 D -       -      2000 -       - claimed    claimed    nothing is the same
35 2025-05-12 I1 E2 P2 A Lacto   L-200  1000 -       - claimed    claimed    another producer; this exporter is not the suspension's
36 2025-05-20 I2 E1 P1 A Lacto   L-200  4000 -       - suspended  restored   restorable until 20 May 2026
37 2025-05-27 I1 E1 P1 A Lacto   L-200  2000 -       - suspended  restored   the last day of the window
38 2025-05-27 I2 E1 P1 B Lacto   -      2000 -       - suspended  refused    the last day of the window
39 2025-05-28 I1 E1 P1 A Lacto   L-200  2000 -       - claimed    claimed    the day on which the report was approved is free again
40 2025-05-28 I2 E1 P1 B Lacto   -      1000 -       - claimed    claimed    free of the suspension, though the butter does not comply
"""


# Two more lines, of goods on the lists of Annex 2: no., HS code, description, what `may_grant` answers, in words, why
LISTED = [
    (
        41,
        "5208521000",
        "Printed fabric of cotton",
        False,
        "not granted",
        "Annex 2: heading 5208 is outside the preference, whoever made it and whatever proof it has",
    ),
    (
        42,
        "0406906900",
        "Hard cheese for grating",
        "not_known",
        "not known",
        "Annex 2, tariff quotas: within 400 t a year; how much of it is left, the clearance system knows",
    ),
]


def lines():
    """Return the 40 lines as dictionaries, in their order."""
    names = (
        *("no", "registered_on", "importer", "exporter", "producer", "hs", "brand", "article_no", "value"),
        *("proof", "note", "during", "after", "why"),
    )
    found = []
    for row in LINES.strip().splitlines():
        values = dict(zip(names, row.split(None, len(names) - 1), strict=True))
        values = {name: "" if value == "-" else value for name, value in values.items()}
        values["no"], values["value"] = int(values["no"]), float(values["value"])
        values["registered_on"] = date.fromisoformat(values["registered_on"])
        values["duty"] = values["value"] * RATE / 100
        found.append(values)
    return found


def duty(name, state):
    """Return the duty in EUR of all lines whose column ``name`` ("during" or "after") says ``state``."""
    return sum(line["duty"] for line in lines() if line[name] == state)
