"""The cases of the demonstration: plain data, in days before today.

All names of persons and firms are invented and marked as demonstration. The goods can have the preference
of the agreement between the Union and Serbia, but for the two of `EXCLUDED`, which show what happens then.
"""

MARK = " (demonstration)"

# Producers and exporters in Serbia: key -> name, town, street, registration number
PRODUCERS = {
    "dairy": ("Mlekara Bela Ravnica d.o.o.", "Subotica", "Industrijska 14", "RS-DEMO-1001"),
    "tyres": ("Guma Zapad Drina d.o.o.", "Užice", "Fabrička 3", "RS-DEMO-1002"),
    "knitwear": ("Trikotaža Moravski Čardak a.d.", "Leskovac", "Predionička 27", "RS-DEMO-1003"),
    "ploughs": ("Plugovi Šumadija Đerdap d.o.o.", "Kragujevac", "Livnička 8", "RS-DEMO-1004"),
    "compressors": ("Kompresori Niš Južni Vetar d.o.o.", "Niš", "Bulevar fabrika 51", "RS-DEMO-1005"),
    "preserves": ("Voćni Podrum Stara Šljiva d.o.o.", "Čačak", "Voćarska 2", "RS-DEMO-1006"),
    # Makes nothing: it hands the goods of FORWARDED to the carrier, on behalf of their exporter.
    "forwarder": ("Špedicija Sava Orlić d.o.o.", "Šid", "Carinska 1", "RS-DEMO-1007"),
}
FORWARDED = ("preserves",)

# Importers in Kazakhstan: key -> name, native name, town
IMPORTERS = {
    "food": ("Dala Foods Trading LLP", "«Дала Фудс Трейдинг» ЖШС", "Almaty"),
    "machines": ("Qazaq Agro Machines LLP", "«Қазақ Агро Машиналары» ЖШС", "Kostanay"),
    "cloth": (
        "Ūlttyq Mata Import LLP",
        "«Ұлттық Мата Импорт» жауапкершілігі шектеулі серіктестігі",
        "Shymkent",
    ),
    "parts": ("Altyn Dóńgelek Parts LLP", "«Алтын Дөңгелек Бөлшектері» ЖШС", "Astana"),
}

# Goods: key -> HS code, description, criterion, percentage, gross weight kg, importer, transport
GOODS = {
    "dairy": [
        ("0406903200", "White cheese in brine, 45 % fat, in pails of 15 kg", "P", 0, 18400.0),
        ("0406907900", "Kachkaval, hard cheese of cow's milk, in wheels", "P", 0, 6200.0),
        ("0406105000", "Fresh curd cheese, vacuum-packed", "P", 0, 1950.0),
    ],
    "tyres": [
        ("4011209000", "New tyres for buses and lorries, 315/80 R22.5", "Y", 38.5, 21500.0),
        ("4011100009", "New tyres for passenger cars", "Y", 41, 4300.0),
    ],
    "knitwear": [
        ("6109100000", "T-shirts of cotton, knitted", "Y", 47.5, 7800.0),
        ("6110209900", "Pullovers of cotton, knitted, for women", "Y", 44, 9100.0),
        ("6104630000", "Trousers of synthetic fibres, knitted, for women", "Y", 49, 3600.0),
        ("6107110000", "Underpants of cotton, knitted, for men", "Y", 36, 2700.0),
    ],
    "ploughs": [("8432100000", "Reversible ploughs for tractors, three to five furrows", "Y", 48.2, 39600.0)],
    "compressors": [
        ("8414802200", "Reciprocating air compressors, up to 60 m3 per hour", "Y", 45, 8800.0),
        ("8414802800", "Reciprocating air compressors, over 60 m3 per hour", "Y", 42, 5200.0),
    ],
    "preserves": [
        ("2007993100", "Plum jam, jars of 0.7 kg", "P", 0, 7300.0),
        ("2009897300", "Quince juice, bottles of 1 l", "P", 0, 2100.0),
    ],
}

# Authorities in other languages: name, street, city, and their units.
# What was exchanged: code of its kind -> reference.
SPECIMENS = {"stamp": "Stamp No. 12", "form": "Form CT-2"}
AUTHORITIES = {
    "authority_kz": {
        "ru_RU": (
            "Комитет государственных доходов Министерства финансов Республики Казахстан",
            "проспект Победы, 11",
            "Астана",
            {"Origin unit": "Отдел происхождения товаров"},
        ),
        "kk_KZ": (
            "Қазақстан Республикасы Қаржы министрлігінің Мемлекеттік кірістер комитеті",
            "Жеңіс даңғылы, 11",
            "Астана",
            {"Origin unit": "Тауарлардың шығу тегі бөлімі"},
        ),
        "sr@latin": (
            "Komitet državnih prihoda Ministarstva finansija Republike Kazahstan",
            "Avenija Pobede 11",
            "Astana",
            {"Origin unit": "Odsek za poreklo robe"},
        ),
    },
    "authority_rs": {
        "ru_RU": (
            "Управление таможен Республики Сербии",
            "бульвар Зорана Джинджича, 155а",
            "Нови-Београд",
            {"Department for origin": "Отдел происхождения товаров"},
        ),
        "kk_KZ": (
            "Сербия Республикасының Кеден басқармасы",
            "Зоран Джинджич бульвары, 155а",
            "Нови-Београд",
            {"Department for origin": "Тауарлардың шығу тегі бөлімі"},
        ),
        "sr@latin": (
            "Uprava carina Republike Srbije",
            "Bulevar Zorana Đinđića 155a",
            "Novi Beograd",
            {"Department for origin": "Odeljenje za poreklo robe"},
        ),
    },
    "body_rs": {
        "ru_RU": ("Торгово-промышленная палата Сербии", "улица Ресавска, 13-15", "Белград", {}),
        "kk_KZ": ("Сербия Сауда-өнеркәсіп палатасы", "Ресавска көшесі, 13-15", "Белград", {}),
        "sr@latin": ("Privredna komora Srbije", "Resavska 13-15", "Beograd", {}),
    },
}

IMPORTER_OF = {
    "dairy": "food",
    "preserves": "food",
    "tyres": "parts",
    "compressors": "parts",
    "knitwear": "cloth",
    "ploughs": "machines",
}

DOUBTS = {
    "dairy": "The exports of one year exceed what the plant can ripen in its declared rooms, and two "
    "certificates "
    "state the fat content of a cheese that the producer's price list does not contain.",
    "tyres": "The carcasses appear to be bought outside the Party; the stated share of foreign materials of "
    "38.5 % does "
    "not agree with the invoices for carcasses and rubber compound.",
    "knitwear": "The knitted fabric appears to be imported, and the machines that the producer declares "
    "cannot knit the quantity exported; "
    "sewing on labels alone would not be sufficient processing.",
    "ploughs": "Shares, frames and hydraulic cylinders arrive from outside the Party; assembly alone may not "
    "reach "
    "the "
    "required share of value.",
    "compressors": "Serial numbers of a part of the consignment belong to a series that another maker "
    "produces "
    "outside the Party.",
    "preserves": "The quantity of fruit bought in the season does not account for the jam and juice made.",
}

PROCESS = {
    "dairy": "Raw milk from farms within 40 km is received in two tanks of 20,000 l, pasteurised at 72 "
    "degrees Celsius, "
    "renneted, cut, drained in moulds, salted and ripened in brine for 60 days. The team followed one batch "
    "from intake to packing and compared the ledger of milk with the ledger of cheese.",
    "tyres": "Carcasses are built on six drums from cord and bead wire, covered with unvulcanised tread "
    "made on site from "
    "rubber compound, then cured in four presses at 160 degrees Celsius. Each tyre is marked with its "
    "number.",
    "knitwear": "Yarn is knitted on 64 machines; the fabric is bleached, dyed or printed, cut and sewn. "
    "The team counted the machines in operation and took the output of three shifts from the log.",
    "ploughs": "Frames are welded, machined and painted; shares and mouldboards are forged and hardened "
    "in the plant; hydraulic cylinders are bought. Each plough is tried on a test stand.",
    "compressors": "Housings are cast and machined, motors are wound, and the compressors are assembled, "
    "filled with oil, "
    "tested for leaks and marked with serial numbers in one line of 22 stations.",
    "preserves": "Fruit is sorted, washed and pitted, pressed or boiled down in open kettles of 500 "
    "l, and filled hot.",
}

# The visits. `sent`, `answer` and so on are days before today; what is absent has not happened.
VISITS = [
    {"key": "draft", "goods": "knitwear", "incomplete": True, "officer": "officer2"},
    {"key": "approved", "goods": "tyres", "approved": 1},
    {"key": "waiting", "goods": "compressors", "approved": 22, "sent": 20, "acknowledged": 19},
    {
        "key": "due_soon",
        "goods": "dairy",
        "approved": 54,
        "sent": 52,
        "acknowledged": 50,
        "officer": "officer2",
    },
    {"key": "silent", "goods": "preserves", "approved": 68, "sent": 66},
    {
        "key": "planned",
        "goods": "ploughs",
        "approved": 72,
        "sent": 70,
        "acknowledged": 69,
        "consent": 25,
        "planned": (-12, -15),
        "team": True,
    },
    {
        "key": "not_begun",
        "goods": "knitwear",
        "approved": 120,
        "sent": 118,
        "consent": 67,
        "planned": (5, 2),
        "officer": "officer2",
    },
    {
        "key": "under_way",
        "goods": "dairy",
        "approved": 96,
        "sent": 94,
        "acknowledged": 93,
        "consent": 41,
        "team": True,
        "started": 2,
        "tasks": True,
        "costs": True,
    },
    {
        "key": "report_due",
        "goods": "tyres",
        "approved": 222,
        "sent": 220,
        "consent": 178,
        "team": True,
        "started": 130,
        "ended": 127,
        "tasks": True,
    },
    {
        "key": "to_approve",
        "goods": "compressors",
        "approved": 165,
        "sent": 163,
        "consent": 120,
        "team": True,
        "started": 75,
        "ended": 72,
        "report": "complies",
        "costs": True,
    },
    {
        "key": "to_send",
        "goods": "knitwear",
        "approved": 238,
        "sent": 236,
        "consent": 186,
        "team": True,
        "started": 140,
        "ended": 137,
        "report": "complies",
        "report_approved": 4,
        "officer": "officer2",
    },
    {
        "key": "complied",
        "goods": "preserves",
        "approved": 292,
        "sent": 290,
        "acknowledged": 289,
        "consent": 250,
        "team": True,
        "started": 205,
        "ended": 202,
        "report": "complies",
        "report_approved": 150,
        "report_sent": 146,
        "costs": True,
    },
    {
        "key": "not_complied",
        "goods": "ploughs",
        "approved": 312,
        "sent": 310,
        "consent": 262,
        "team": True,
        "started": 212,
        "ended": 207,
        "report": "not_complies",
        "report_approved": 120,
        "report_sent": 116,
    },
    {
        "key": "obstructed",
        "goods": "tyres",
        "approved": 262,
        "sent": 260,
        "consent": 212,
        "team": True,
        "started": 160,
        "ended": 159,
        "obstruction": 160,
        "report": "not_complies",
        "report_approved": 60,
        "report_sent": 55,
    },
    {"key": "refused", "goods": "dairy", "approved": 152, "sent": 150, "acknowledged": 149, "refusal": 108},
    {
        "key": "no_answer",
        "goods": "preserves",
        "approved": 175,
        "sent": 173,
        "no_answer": 108,
        "officer": "officer2",
    },
    {
        "key": "withdrawn",
        "goods": "compressors",
        "approved": 83,
        "sent": 81,
        "acknowledged": 80,
        "withdrawn": 61,
    },
]

# Documentary verifications that lead to no visit, or not yet.
REQUESTS = [
    {"key": "doc_draft", "goods": "ploughs", "officer": "officer2"},
    {"key": "doc_waiting", "goods": "dairy", "approved": 52, "sent": 50, "acknowledged": 48},
    {"key": "doc_late", "goods": "knitwear", "approved": 206, "sent": 205},
    {
        "key": "doc_extended",
        "goods": "tyres",
        "approved": 192,
        "sent": 191,
        "extended": 15,
        "officer": "officer2",
    },
    {
        "key": "doc_confirmed",
        "goods": "preserves",
        "approved": 142,
        "sent": 141,
        "acknowledged": 140,
        "result": 40,
    },
    {"key": "doc_random", "goods": "compressors", "approved": 33, "sent": 31, "random": True},
]

# Goods declared since the requests were sent, under one more certificate for each kind of goods: days
# before today, importer, rows of HS code, description, brand, model, article no., gross weight in kg, customs
# value in EUR, rate without preference in per cent. Producer and exporter are the same; what makes the
# difference is how the declarations describe the goods.
DECLARED = {
    "dairy": [
        (
            90,
            "food",
            [
                (
                    "0406903200",
                    "White cheese in brine, pails of 15 kg",
                    "Bela Ravnica",
                    "",
                    "BR-15",
                    2600,
                    11180,
                    15,
                ),
                ("0406907900", "Kachkaval in wheels", "Bela Ravnica", "", "KK-8", 900, 6030, 15),
            ],
        ),
        (
            71,
            "food",
            [("0406903200", "Cheese, white, in brine", "«BELA RAVNICA»", "", "br-15", 2400, 10320, 15)],
        ),
        (
            47,
            "food",
            [
                (
                    "0406903200",
                    "White cheese in brine, pails of 5 kg",
                    "Bela Ravnica",
                    "",
                    "BR-5",
                    1200,
                    5400,
                    15,
                ),
                ("0406903200", "White cheese in brine", "", "", "", 1800, 7650, 15),
            ],
        ),
        (26, "food", [("0406903200", "White cheese in brine", "", "", "", 1700, 7225, 15)]),
        (
            9,
            "food",
            [
                ("0406903200", "Feta-type cheese, white, tins of 8 kg", "", "", "", 950, 4370, 15),
                (
                    "0406903200",
                    "White cheese in brine, pails of 15 kg",
                    "Bela Ravnica",
                    "",
                    "BR-15",
                    2200,
                    9460,
                    15,
                ),
            ],
        ),
    ],
    "compressors": [
        (
            17,
            "parts",
            [("8414802200", "Air compressors, 2.2 kW", "Južni Vetar", "HK-25", "", 1400, 23800, 5)],
        ),
        (
            6,
            "parts",
            [
                ("8414802200", "Reciprocating air compressors", "", "HK-25", "", 1100, 18700, 5),
                ("8414802200", "Reciprocating air compressors", "", "", "", 700, 11900, 5),
            ],
        ),
    ],
}

# Goods that do not have the preference for certain (RSM4.3): key, producer, days before today, importer, and
# a row as above. The first is outside the preference, the second within a tariff quota.
EXCLUDED = [
    (
        "excluded",
        "knitwear",
        31,
        "cloth",
        (
            "5208521000",
            "Printed plain-weave fabric of cotton, 120 g per square metre",
            "",
            "",
            "",
            900,
            8100,
            10,
        ),
    ),
    (
        "quota",
        "dairy",
        29,
        "food",
        ("0406906900", "Hard cheese for grating, in wheels", "Bela Ravnica", "", "TV-2", 800, 6400, 15),
    ),
]

# Suspensions (RS16.12): visit, goods, why, characteristics by HS code, and the judgements of an officer:
# beginning of the description -> similar, why.
SUSPENSIONS = [
    {
        "visit": "under_way",
        "goods": "dairy",
        "reason": DOUBTS["dairy"],
        "named": {
            "0406903200": {"brand": "Bela Ravnica", "article_no": "BR-15"},
            "0406907900": {"brand": "Bela Ravnica", "article_no": "KK-8"},
            "0406105000": {"person_judges": True},
        },
        "judged": {"White cheese": (True, "The invoices name article BR-15 for these pails.")},
        "in_force": True,
    },
    {
        "visit": "waiting",
        "goods": "compressors",
        "reason": DOUBTS["compressors"],
        "named": {"8414802200": {"brand": "Južni Vetar", "goods_model": "HK-25"}},
    },
]
