import re
from pathlib import Path

import polib
from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools.translate import TranslationModuleReader

from ...devtool.i18n_terms import ADDON, LANGUAGES, SAME, is_seen, placeholders
from ...tools.dates import html_language
from ..common.cases import PASSWORD
from ..common.task_mail import MailCase

FOLDER = Path(__file__).parents[2] / "i18n"
# What a page, a mail and an error say to whoever reads this language.
WORDS = {
    "ru_RU": ("Последний день", "Просим ответить до", "Напишите ответ или добавьте", "приглашает Вас"),
    "sr@latin": (
        "Poslednji dan",
        "Molimo odgovorite",
        "Napišite odgovor ili dodajte",
        "poziva Vas na svoj portal",
    ),
    "kk_KZ": ("Соңғы күн", "(қоса алғанда) жауап беріңіз", "Жауап жазыңыз немесе", "порталына шақырады"),
}
CYRILLIC = re.compile("[А-Яа-яЁё]")
# What is said to whoever is refused: a login that was made (the sentence and what to do), one that stands for
# nobody, an invitation to an address that is taken (mail, its page, the page of a link that holds no more).
REFUSED = {
    "en_US": (
        ("No login was created", "ask for an invitation"),
        ("does not represent a company yet", "ask it to invite you"),
        ("confirm that the address is yours", "Is this address yours?", "is no longer valid"),
    ),
    "ru_RU": (
        ("Учётная запись не создана", "попросите пригласить"),
        ("пока не связана ни с одной компанией", "Попросите его пригласить"),
        ("подтвердите, что адрес принадлежит Вам", "Это Ваш адрес?", "больше не действует"),
    ),
    "sr@latin": (
        ("Prijava nije napravljena", "zatražite poziv"),
        ("još ne pripada nijednoj firmi", "Zamolite ga da Vas pozove"),
        ("potvrdite da je adresa Vaša", "Da li je ovo Vaša adresa?", "više ne važi"),
    ),
    "kk_KZ": (
        ("Тіркелгі жасалмады", "шақыру сұраңыз"),
        ("әзірге ешбір компанияға тіркелмеген", "Сізді порталға шақыруын сұраңыз"),
        ("мекенжай Сіздікі екенін растаңыз", "Бұл мекенжай Сіздікі ме?", "енді жарамсыз"),
    ),
}
# One article, not the first of several paragraphs: those are put together otherwise in each language.
ARTICLE = re.compile(r"Annex \d, Art\. \d+(?:\(\d+\))*(?![\d(,;-]|, \()")
# A list of goods is cited as an annex, without an article.
WHOLE_ANNEX = re.compile(r"Annex \d(?:, tariff quotas)?$")
CITED_AS_IN_ENGLISH = re.compile(
    r"\d+\(\d+\)|\(\d+\), \(\d+\)|\b(?:ст|čl|Art)\. ?\d|Приложение № \d|Prilog \d|қосымша,"
)


@tagged("post_install", "-at_install")
class TestTranslations(MailCase):
    """All that people outside the authority see is translated into the three languages (issue: languages)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {name: polib.pofile(str(FOLDER / f"{name}.po")) for name in LANGUAGES}

    def seen_terms(self):
        """Return the terms of the addon as it is now that are seen outside the authority."""
        rows = TranslationModuleReader(self.env.cr, modules=[ADDON], lang=None)
        return {
            source
            for _module, kind, name, res_id, source, *_rest in rows
            if is_seen([f"{kind}:{name}:{res_id}"])
        }

    def test_every_term(self):
        """Each term of the portal's pages, of the mails and of the errors has its translation."""
        terms = self.seen_terms() - SAME
        self.assertGreater(len(terms), 200)
        for name, file in self.files.items():
            known = {entry.msgid: entry.msgstr for entry in file}
            missing = sorted(term for term in terms if not known.get(term))
            self.assertFalse(missing, f"{name}: run ./dev i18n and translate")

    def test_placeholders(self):
        """What is put into a sentence is put into its translation; tags that hold fields stay as they are."""
        for name, file in self.files.items():
            for entry in file.translated_entries():
                with self.subTest(language=name, term=entry.msgid):
                    self.assertEqual(placeholders(entry.msgid), placeholders(entry.msgstr))

    def test_scripts(self):
        """Serbian is in Latin letters; Russian and Kazakh sentences are in Cyrillic ones."""
        for entry in self.files["sr@latin"]:
            self.assertFalse(CYRILLIC.search(entry.msgstr), entry.msgid)
        for name in ("ru", "kk"):
            for entry in self.files[name]:
                if entry.msgstr and len(re.sub(r"<[^>]*>|\{\{.*?\}\}", "", entry.msgid)) > 20:
                    self.assertTrue(CYRILLIC.search(entry.msgstr), entry.msgid)

    def test_articles(self):
        """RS15.5: a sentence cites an article as the law of its language does, not as the English text."""
        for name, file in self.files.items():
            citations = {entry.msgid: entry.msgstr for entry in file if ARTICLE.fullmatch(entry.msgid)}
            cited = 0
            for entry in file.translated_entries():
                if WHOLE_ANNEX.match(entry.msgid):
                    continue
                with self.subTest(language=name, term=entry.msgid):
                    self.assertFalse(CITED_AS_IN_ENGLISH.search(entry.msgstr), entry.msgstr)
                    for article in ARTICLE.findall(entry.msgid):
                        cited += 1
                        self.assertIn(citations[article], entry.msgstr)
            self.assertGreater(cited, len(citations))

    def test_languages_can_be_installed(self):
        """Kazakh, which Odoo does not bring along, is there once, however often the addon is updated."""
        langs = self.env["res.lang"].with_context(active_test=False)
        langs._ensure_kazakh()
        self.assertEqual(langs.search_count([("code", "in", list(LANGUAGES.values()))]), 3)


@tagged("post_install", "-at_install")
class TestInTheirLanguage(MailCase, HttpCase):
    """Whoever reads Russian, Serbian or Kazakh gets the page, the errors and the mail in it (CU-A)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES.values():
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"]._load_module_terms([ADDON], list(LANGUAGES.values()))
        cls.readers = {}
        for code in LANGUAGES.values():
            user = cls.portal_contact(cls.firm, name=f"Reader of {code}")
            user.partner_id.write({"lang": code, "email": f"{code[:2]}@firm.example"})
            cls.readers[code] = user

    def test_page(self):
        """CU-A: the page of a task is in the language of its reader."""
        task = self.task(self.case)
        for code, (last_day, *_rest) in WORDS.items():
            with self.subTest(lang=code):
                self.authenticate(self.readers[code].login, PASSWORD)
                page = self.url_open(f"/my/customs/tasks/{task.id}")
                self.assertEqual(page.status_code, 200)
                self.assertIn(last_day.lower(), page.text.lower())
                self.assertNotIn("Last day", page.text)
                self.assertNotIn("duration", page.text)  # Babel knows no word for days in Kazakh

    def test_mail(self):
        """RS16.9: each contact of one company gets the mail of one task in the own language, dates too."""
        task = self.task(self.case)
        mails = self.mails(task)
        for code, (last_day, subject, *_rest) in WORDS.items():
            with self.subTest(lang=code):
                mail = mails.filtered(
                    lambda mail, reader=self.readers[code]: reader.partner_id in mail.recipient_ids
                )
                self.assertEqual(len(mail), 1)
                self.assertIn(subject, mail.subject)
                self.assertIn(last_day, mail.body_html)
                self.assertNotIn("Last day", mail.body_html)
                self.assertNotIn("Dear Sir", mail.body_html)

    def test_error(self):
        """RS16.9: what is wrong with an answer is said in the language of who gives it."""
        task = self.task(self.case)
        for code, (_day, _subject, sentence, _invitation) in WORDS.items():
            with self.subTest(lang=code), self.refused(sentence):
                task.with_user(self.readers[code]).with_context(lang=code).give_answer(1)

    def test_warning(self):
        """RS16.5b: what a refusal means is written in the language of the person who is asked."""
        for code, word in (
            ("ru_RU", "преференциальном"),
            ("sr@latin", "preferencijalnog"),
            ("kk_KZ", "преференциялық"),
        ):
            with self.subTest(lang=code):
                self.firm.lang = code
                task = self.task(self.sent_visit(person=self.firm), kind="consent", ask=False)
                self.assertIn(word, task.warning)

    def test_invitation(self):
        """CU-A: the invitation is in the language that was chosen for the contact."""
        for number, (code, words) in enumerate(WORDS.items()):
            with self.subTest(lang=code):
                email = f"invited{number}@firm.example"
                contact_id = self.case.with_user(self.officer).invite_contact(
                    self.firm.id, "New", email, code
                )
                mail = self.env["mail.mail"].search([("email_to", "ilike", email)])
                self.assertIn(words[3], mail.body_html)
                self.assertEqual(self.env["res.partner"].browse(contact_id).lang, code)

    def speak(self, code, login=None):
        """Open pages as somebody whose browser speaks this language."""
        self.authenticate(login, login and PASSWORD)
        self.opener.cookies["frontend_lang"] = code

    def signed_up(self, login):
        """Let somebody sign up, as the page of sign-up does."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        users = self.env["res.users"].with_user(self.env.ref("base.public_user")).sudo()
        users.signup({"login": login, "name": "Somebody", "password": PASSWORD})
        return self.env["res.users"].search([("login", "=", login)])

    def text_of(self, response, status=200):
        self.assertEqual(response.status_code, status)
        return " ".join(html.fromstring(response.text).text_content().split())

    def test_refused_sign_up(self):
        """CU-A: who may not sign up for a firm reads why not and what to do, and no fault of the server."""
        self.sent_visit(person=self.firm)
        for code, (sentences, *_others) in REFUSED.items():
            planted = self.env["res.partner"].create({"name": "Planted", "parent_id": self.firm.id})
            planted.signup_prepare()
            self.speak(code)
            path = f"/web/signup?token={planted._generate_signup_token()}"
            form = html.fromstring(self.url_open(path).text).forms[0]
            data = dict(form.fields) | {
                "login": "planted@firm.example",
                "name": "Planted",
                "password": "a-long-password",
                "confirm_password": "a-long-password",
            }
            with self.subTest(lang=code):
                text = self.text_of(self.url_open(path, data=data))
                for sentence in sentences:
                    self.assertIn(sentence, text)
                self.assertNotIn("Could not create", text)
                self.assertFalse(planted.user_ids)

    def logged_in(self, user, browser, path):
        """Follow a link as somebody whose browser speaks another language, and log in where Odoo asks."""
        self.authenticate(None, None)
        self.opener.cookies.clear()
        self.opener.headers["Accept-Language"] = browser
        form = html.fromstring(self.url_open(path).text).xpath("//form[.//input[@name='password']]")[0]
        fields = dict(form.fields) | {"login": user.login, "password": PASSWORD}
        return self.url_open("/web/login", data=fields)

    def language_of(self, page):
        self.assertEqual(page.status_code, 200)
        return html.fromstring(page.text).get("lang")

    def test_language_at_login(self):
        """CU-A, docs/languages.md: the account's language counts at the first login, not the browser's."""
        task = self.task(self.case)
        for code, (last_day, *_rest) in WORDS.items():
            reader, shown = self.readers[code], html_language(code)
            for browser in ("en-US", "ru", "sr-Latn", "fr"):
                with self.subTest(lang=code, browser=browser):
                    page = self.logged_in(reader, browser, f"/my/customs/tasks/{task.id}")
                    self.assertTrue(page.url.endswith(f"/my/customs/tasks/{task.id}"), page.url)
                    self.assertIn(last_day.lower(), page.text.lower())
                    self.assertEqual(self.language_of(self.url_open("/my")), shown)
        with self.subTest("chosen since"):
            self.assertEqual(self.language_of(self.url_open("/en/my")), "en")
            self.assertEqual(self.language_of(self.url_open("/my/customs/tasks")), "en")
        with self.subTest("others"):
            alone = self.signed_up("customer@shop.example")
            alone.lang = "kk_KZ"
            self.assertEqual(self.language_of(self.logged_in(alone, "ru", "/my")), "ru")

    def test_login_not_let_in(self):
        """CU-A: a login that stands for nobody is not told that nothing is asked of its company."""
        alone = self.signed_up("alone@else.example")
        for code, (_refused, sentences, _taken) in REFUSED.items():
            alone.lang = code
            for path in ("tasks", "tasks?filterby=open", "documents", "preferences"):
                with self.subTest(lang=code, path=path):
                    self.speak(code, alone.login)
                    text = self.text_of(self.url_open(f"/my/customs/{path}"))
                    for sentence in (*sentences, alone.login):
                        self.assertIn(sentence, text)
        reader = self.readers["ru_RU"]
        self.speak("en_US", reader.login)
        self.assertNotIn(REFUSED["en_US"][1][0], self.text_of(self.url_open("/my/customs/documents")))

    def test_taken_address(self):
        """CU-A: mail and pages for an invited person whose address somebody has signed up with."""
        for number, (code, (*_others, (mailed, asked, over))) in enumerate(REFUSED.items()):
            email = f"taken{number}@firm.example"
            self.signed_up(email)
            self.case.with_user(self.officer).invite_contact(self.firm.id, "New", email, code)
            mail = self.env["mail.mail"].search([("email_to", "=", email)], limit=1, order="id desc")
            link = re.search(r'href="[^"]*(/customs/invitation/[^"]+)"', mail.body_html)[1]
            self.speak(code)
            with self.subTest(lang=code):
                self.assertIn(mailed, " ".join(html.fromstring(mail.body_html).text_content().split()))
                self.assertIn(asked, self.text_of(self.url_open(link)))
                self.assertIn(over, self.text_of(self.url_open(link[:-4] + "AAAA"), 410))
