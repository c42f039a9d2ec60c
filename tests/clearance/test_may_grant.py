"""May the preference be granted: what the clearance system is told, for one line and for a thousand."""

from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.similar_goods_case import SimilarCase
from ..common.suspension_marks import SETTINGS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("x\0"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)
NAMES = (
    "id",
    "key",
    "authority",
    "number",
    "position",
    "agreement",
    "hs_code",
    "registered_on",
    "brand",
    "x",
)


@tagged("post_install", "-at_install")
class TestMayGrant(SimilarCase):
    def setUp(self):
        super().setUp()
        self.firms[0].vat = "100000001"
        self.goods = {"producer_id": self.firms[0].id, "exporter_id": self.firms[1].id, "brand": "Lacto"}
        self.similar = {
            "authority": "T-KZ",
            "agreement": self.agreement.code,
            "hs_code": "0406905000",
            "producer_name": "Firm A",
            "brand": "LACTO",
        }

    def ask(self, *lines, user=None):
        declarations = self.env["customs.declaration"].with_user(user or self.reader)
        return declarations.may_grant(list(lines))

    def answer(self, user=None, **line):
        [answer] = self.ask(line, user=user)
        return answer

    def granted(self, **line):
        answer = self.answer(**line)
        self.assertFalse(answer["problems"])
        return answer["granted"], [reason["code"] for reason in answer["reasons"]]

    def decide(self, line, kind, days):
        ground = self.env["customs.ground"].search([("agreement_id", "=", self.agreement.id)], limit=1)
        decision = (
            self.env["customs.preference.decision"]
            ._behind_the_door()
            .create(
                {
                    "kind": kind,
                    "res_model": "customs.verification.visit",
                    "res_id": self.visits[self.importing].id,
                    "agreement_id": self.agreement.id,
                    "importing_authority_id": self.importing.id,
                    "ground_id": ground.id,
                    "trigger": f"{kind}{days}",
                    "proposed_on": self.today,
                    "decided_on": self.day(days),
                    "line_ids": [Command.create({"line_id": line.id, "currency_id": self.eur.id})],
                }
            )
        )
        self.lines._refresh_preference_states(self.lines._search([("id", "=", line.id)]).subselect())
        return decision

    # Registered goods

    def test_registered_goods(self):
        """RS16.12: goods under a suspension get no preference; the answer names it, its case and article."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        self.assertEqual(self.granted(id=line.id), (True, []))
        suspension = self.suspension(self.goods)
        answer = self.answer(id=line.id, key="my 1")
        self.assertEqual((answer["key"], answer["line_id"], answer["granted"]), ("my 1", line.id, False))
        [reason] = answer["reasons"]
        self.assertEqual(
            (reason["code"], reason["suspension"], reason["case"], reason["article"]),
            ("suspended", suspension.name, suspension.visit_id.name, suspension.article),
        )
        for part in (suspension.name, "White cheese", "0406905000", "same producer"):
            self.assertIn(part, reason["text"])
        by_number = {"number": line.declaration_id.number.lower(), "position": 1}
        self.assertEqual(self.answer(**by_number)["reasons"], answer["reasons"])
        self.assertEqual(self.answer(authority="T-KZ", **by_number)["line_id"], line.id)

    def test_before_it_is_marked(self):
        """RS16.12: the answer reads the suspension, not the mark."""
        line = self.line(exporter=self.firms[1], brand="Lacto")
        self.suspension(self.goods)
        self.env.cr.execute("DELETE FROM customs_suspended_line")
        self.env.invalidate_all()
        self.assertEqual(self.granted(id=line.id), (False, ["suspended"]))

    def test_ended(self):
        """RS16.12b, RS10.3: goods of an ended suspension wait for their restoration; later ones are free."""
        line = self.line(day=-10, **self.values_of_goods())
        free = self.line(day=-5, **self.values_of_goods())
        suspension = self.suspension(self.goods)
        self.end(suspension, -5)
        self.assertEqual(self.granted(id=line.id), (False, ["released"]))
        self.assertEqual(self.granted(id=free.id), (True, []))
        self.suspension(self.goods, start=-10)
        self.assertEqual(self.granted(id=line.id), (False, ["released", "suspended"]))

    def values_of_goods(self):
        return {"producer_id": self.firms[0].id, "brand": "Lacto"}

    def test_decisions(self):
        """RS10.3, RS11.1: the last decision settles it, with its reference; an earlier one does not."""
        line = self.line(**self.values_of_goods())
        self.suspension(self.goods)
        refusal = self.decide(line, "refusal", -3)
        self.assertEqual(self.granted(id=line.id), (False, ["suspended", "refused"]))
        self.assertEqual(self.answer(id=line.id)["reasons"][1]["decision"], refusal.name)
        self.decide(line, "restoration", -2)
        self.assertEqual(self.granted(id=line.id), (True, ["suspended", "restored"]))

    def test_no_claim(self):
        """RS10.1: where no preference is claimed none is granted."""
        line = self.line(preference_claimed=False)
        self.assertEqual(self.granted(id=line.id), (False, ["not_claimed"]))

    def test_a_person_must_judge(self):
        """RS16.12c: what only a person can say is not known, until it was judged or the suspension ended."""
        line = self.line(producer_id=self.firms[0].id)
        suspension = self.suspension(self.goods)
        self.assertEqual(self.granted(id=line.id), ("not_known", ["to_be_judged"]))
        words = (False, False, False, line.description)
        self.judge(suspension.goods_ids, words, False)
        self.assertEqual(self.granted(id=line.id), (True, []))
        self.judge(suspension.goods_ids, words, True)
        self.assertEqual(self.granted(id=line.id), (False, ["suspended"]))
        other = self.line(producer_id=self.firms[0].id, description="Other")
        self.end(suspension)
        self.assertEqual(self.granted(id=other.id), (True, []))

    # Goods that are not registered

    def test_goods_by_their_values(self):
        """RS16.12c: producer or exporter, by code or name, HS digits and characteristics decide."""
        self.suspension(self.goods)
        cases = (
            ({}, (False, ["suspended"])),
            ({"registered_on": str(self.day(-40))}, (False, ["suspended"])),
            ({"registered_on": str(self.day(-41))}, (True, [])),
            ({"brand": "Other"}, (True, [])),
            ({"brand": None}, ("not_known", ["to_be_judged"])),
            ({"hs_code": "040690"}, (False, ["suspended", "condition_excluded"])),
            ({"hs_code": "0406901000"}, (False, ["suspended"])),
            ({"hs_code": "0808108000"}, (True, [])),
            ({"producer_name": "Firm B"}, (True, [])),
            ({"producer_name": "Firm B", "exporter_name": " Firm  B "}, (False, ["suspended"])),
            ({"producer_name": None, "producer_code": "100000001"}, (False, ["suspended"])),
            ({"producer_name": "Nobody", "producer_code": "100000001"}, (False, ["suspended"])),
            ({"producer_name": "Nobody"}, (True, ["producer_unknown"])),
            ({"producer_name": "Office"}, (False, ["suspended"])),
            ({"authority": None}, (False, ["suspended"])),
        )
        answers = self.ask(*[{**self.similar, **values} for values, _expected in cases])
        for (values, expected), answer in zip(cases, answers, strict=True):
            with self.subTest(**values):
                codes = [reason["code"] for reason in answer["reasons"]]
                self.assertEqual((answer["granted"], codes, answer["problems"]), (*expected, []))

    def test_a_name_of_several_firms(self):
        """RS16.12c: where a name may mean the suspended firm or another one, it is not known."""
        self.suspension(self.goods)
        self.person("Firm A")
        self.assertEqual(self.granted(**self.similar), ("not_known", ["firm_ambiguous"]))
        by_code = {**self.similar, "producer_code": "100000001"}
        self.assertEqual(self.granted(**by_code), (False, ["suspended"]))
        self.assertEqual(self.granted(**self.similar, exporter_name="Firm B"), (False, ["suspended"]))

    # Who asks, and how

    def test_everything_wrong_is_named(self):
        """Brief, errors: each line gets all that is wrong with it, and the others their answer."""
        line = self.line()
        answers = self.ask(
            {"id": line.id},
            "no line",
            {"authority": "X", "hs_code": "04", "registered_on": "2026-02-30", "colour": "red"},
            {
                "agreement": 7,
                "hs_code": "04",
                "registered_on": "2026-02-30",
                "brand": ["x"],
                "authority": "X",
            },
            {"number": "N", "authority": "T-KZ"},
            {"number": "N", "position": 1},
            {"id": 2**40},
            {"id": True},
            {"agreement": "NONE", "hs_code": "0406905000", "authority": "T-BY"},
            {"agreement": "NONE", "hs_code": "0406905000", "producer_name": "x\0"},
            {"agreement": "NONE", "hs_code": "0406905000"},
        )
        self.assertEqual(answers[0]["granted"], True)
        self.assertEqual({answer["granted"] for answer in answers[1:]}, {"not_known"})
        texts = [" ".join(answer["problems"]) for answer in answers]
        for text, parts in zip(
            texts[1:],
            (
                ["Send each line as an object with named values"],
                ["colour", "agreement is missing"],
                ["agreement: '7'", "hs_code: '04'", "registered_on: '2026-02-30'", "brand"],
                ["position is missing"],
                ["not registered by your authorities"],
                ["id: '1099511627776'"],
                ["id: 'True'"],
                ["not a user of a customs authority 'T-BY'"],
                ["producer_name"],
                ["Agreement 'NONE' does not exist"],
            ),
            strict=True,
        ):
            self.assertNames(text, *parts)
        for wrong in ("x", {"id": 1}, None, [{"id": 1}] * 1001):
            with self.assertRaises(UserError):
                self.env["customs.declaration"].with_user(self.reader).may_grant(wrong)

    @given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5) | JSON, max_size=4))
    @SETTINGS
    def test_any_question_gets_an_answer(self, lines):
        """Brief, errors: whatever is sent, each line gets an answer or its problems, never an error."""
        answers = self.ask(*lines)
        self.assertEqual(len(answers), len(lines))
        for answer in answers:
            self.assertTrue(answer["problems"] or answer["granted"] in (True, False, "not_known"))

    def test_own_authority_only(self):
        """CU-A: goods of another authority are as unknown as those that are in no register."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        self.suspension(self.goods)
        of_line = {"id": line.id}
        of_number = {"authority": "T-KZ", "number": line.declaration_id.number, "position": 1}
        answers = self.ask(of_line, of_number, self.similar, {"id": 2**31 - 1}, user=self.foreign_officer)
        self.assertEqual([answer["granted"] for answer in answers], ["not_known"] * 4)
        self.assertFalse(any(answer["reasons"] or answer["line_id"] for answer in answers))
        self.assertEqual(answers[0]["problems"], answers[3]["problems"])
        for user in (self.administrator, self.portal_contact(self.firms[0])):
            with self.assertRaises(AccessError):
                self.ask(of_line, user=user)

    def test_another_room_adds_reasons(self):
        """RS10.1: what other rooms find against the preference stands among the reasons."""
        line = self.line()
        declarations = self.env["customs.declaration"]

        def reasons(declaration, lines):
            return {lines.id: [{"code": "weight", "granted": False, "text": "Too heavy.", "article": "5"}]}

        self.patch(type(declarations), "_grant_reasons", reasons)
        self.assertEqual(self.granted(id=line.id), (False, ["weight"]))

    def test_queries_do_not_grow(self):
        """Design, Scale: a thousand lines are answered with as many queries as one of each kind."""
        lines = self.declaration_of([{"producer_id": self.firms[0].id, "brand": "Lacto"}] * 20).line_ids
        for number in range(60):
            self.suspension({**self.goods, "brand": f"B{number}" if number > 2 else "Lacto"})
        number = lines.declaration_id.number

        def asking(size):
            question = [
                {"id": lines[0].id},
                {"number": number, "position": 2},
                {**self.similar, "producer_name": "Firm A"},
                {**self.similar, "exporter_code": "100000001"},
            ]
            for place in range(size):
                question += [{"id": lines[place % 20].id}, {**self.similar, "brand": f"B{place % 60}"}]
            return lambda: self.ask(*question)

        self.queries(asking(1))  # fills the caches of access rules
        self.assertFlat(asking)
        counts = [self.queries(asking(size)) for size in (0, 490)]
        self.assertEqual(*counts)
        self.assertLess(counts[0], 25)
