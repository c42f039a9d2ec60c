"""The words that users read (docs/glossary.md): no internal code, no banned word; `./dev lint` says so."""

import runpy

from lxml import etree

from ...devtool import words

PAGE = """## Banned words

| not | but |
|---|---|
| judge | assess |
| is no | is not a |

## Banned words of translations

| not | but |
|---|---|
| посещени… | визит |
"""


def test_the_addon_speaks_plainly():
    """No screen, letter, mail, export or error holds an internal code or a word that the glossary bans."""
    assert words.findings() == []


def test_the_glossary_bans_words():
    """The table of the glossary is read: the word and what to write instead."""
    table = {pattern.pattern: better for pattern, better in words.banned().items()}
    assert table[r"\bjudge\b"] == "assess"
    assert len(table) > 30


def test_the_glossary_bans_words_of_translations(tmp_path):
    """One word for one thing in a translation and in a letter, too, with any ending."""
    for folder, name, text in (
        ("reports", "letter.py", 'SUBJECT = "Запрос о Посещении"\n'),
        ("i18n", "ru.po", 'msgid ""\n"Judge the visit"\nmsgstr ""\n"Оцените "\n"посещение"\n'),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    assert words.findings(tmp_path, PAGE) == [
        "reports/letter.py:1: 'Посещении', write 'визит': Запрос о Посещении",
        "i18n/ru.po:3: 'посещение', write 'визит': Оцените посещение",
    ]


def shown(source):
    return [text for _line, text in words.python_texts(source)]


def test_what_is_read_of_python():
    """Labels, helps, choices, constraints and sentences are read; names, docstrings and keys are not."""
    source = '''
"""RS16.5a in a docstring."""
STATES = [("judged", "Judged"), ("open", "Open")]
class Model:
    _name = "customs.judge"
    _description = "A judge"
    label = fields.Char("First", help="Second (RS1.2)", copy=False)
    kind = fields.Selection([("judge", "Third")], string="Fourth")
    other = fields.Many2one("customs.judge", string="Fifth")
    _unique = models.Constraint("UNIQUE(judge)", "Sixth")
    def act(self):
        """RSM26"""
        raise UserError(self.env._("Seventh %s", "judge"))
'''
    assert sorted(shown(source)) == sorted(
        [
            "Judged",
            "Open",
            "A judge",
            "First",
            "Second (RS1.2)",
            "Third",
            "Fourth",
            "Fifth",
            "Sixth",
            ("Seventh %s"),
        ]
    )


def test_what_is_read_of_print_outs():
    """A builder of print-outs knows no translation: every sentence in it is printed."""
    source = '"""Judge a docstring."""\nTEXT = "We judge the goods"\nKEY = "judge"\n'
    assert [text for _line, text in words.python_texts(source, is_report=True)] == ["We judge the goods"]


def test_what_is_read_of_xml():
    """Texts, labels and shown fields of data are read; codes, domains and names of views are not."""
    content = b"""<odoo>
    <!-- RS16.5a -->
    <menuitem id="menu_judge" name="First" />
    <record id="rule" model="customs.deadline.rule">
        <field name="code">RS16.5a</field>
        <field name="name">Second</field>
        <field name="domain">[('judge', '=', 1)]</field>
    </record>
    <record id="view" model="ir.ui.view">
        <field name="name">judge.form</field>
        <field name="arch" type="xml">
            <form><field name="judge" string="Third" placeholder="Fourth" />
            <p>Fifth <b>Sixth</b> Seventh</p></form>
        </field>
    </record>
</odoo>"""
    found = [text.strip() for _line, text in words.xml_texts(content)]
    assert found == ["First", "Second", "Third", "Fourth", "Fifth", "Seventh", "Sixth"]


def test_a_finding_names_place_word_and_what_to_write(tmp_path):
    """A finding says in which file and line, what is wrong and what to write instead."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "a.py").write_text(
        'x = _("Judge the goods (RS16.12c)")\ny = _("This is no case")\n', encoding=("utf-8")
    )
    (tmp_path / "static" / "src").mkdir(parents=True)
    (tmp_path / "static" / "src" / "a.js").write_text('_t("There is no judge")', encoding="utf-8")
    assert words.findings(tmp_path, PAGE) == [
        "models/a.py:1: internal code RS16.12c: Judge the goods (RS16.12c)",
        "models/a.py:1: 'Judge', write 'assess': Judge the goods (RS16.12c)",
        "models/a.py:2: 'is no', write 'is not a': This is no case",
        "static/src/a.js:1: 'judge', write 'assess': There is no judge",
    ]


# What the update moves where it stands once (`post-written-once.py`): from where, to where.
WRITTEN_ONCE = {("customs.ground", "note"): ("customs.agreement", "grounds_note")}


def test_the_update_brings_the_words_of_the_data_files():
    """What records that nobody edited say after the update is what the data files say now."""
    place = words.HOME / "migrations" / "19.0.4.0.0" / "post-words.py"
    namespace = runpy.run_path(str(place))
    shipped = set()
    for name in ("activity_type_data.xml", "scheduled_job_data.xml", "agreement_eaeu_rs.xml"):
        root = etree.parse(words.HOME / "data" / name).getroot()
        shipped |= {
            (record.get("model"), field.get("name"), field.text)
            for record in root.iter("record")
            for field in record.iterchildren("field")
        }
    for model, fields in namespace["WORDS"].items():
        for field, texts in fields.items():
            where = WRITTEN_ONCE.get((model, field), (model, field))
            assert {(*where, now) for now in texts.values()} <= shipped
            assert not {(model, field, former) for former in texts} & shipped
