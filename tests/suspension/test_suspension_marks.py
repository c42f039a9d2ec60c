"""Suspended goods: the marks are those that RS16.12c, read plainly, gives."""

from contextlib import contextmanager

from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from ...models.suspension.likely_goods import likely_groups
from ...models.suspension.suspension_preview import preview
from ..common import similar_goods_plain_reading as reading
from ..common.similar_goods_case import SimilarCase
from ..common.suspension_marks import SETTINGS

# Most is drawn so that it agrees: what differs in one respect only is where mistakes hide.
CODES = (*["0406905000"] * 6, "0406905000", "040690500", "04069050", "040690", "0406901000", "1806320000")
BRANDS = ("Lacto", " «LACTO» ", "lacto", False, "", "Alpi", "n/a")
RARELY = st.sampled_from((False,) * 9 + (True,))
LINES = st.fixed_dictionaries(
    {
        "day": st.sampled_from((-30, -15, -41, -40, -39, -20, -11, -10, -9, 0)),
        "foreign": RARELY,
        "exporter": st.sampled_from((1, 1, None, 0, 3)),
        "producer": st.sampled_from((0, 0, None, 1, 3)),
        "other_agreement": RARELY,
        "unclaimed": RARELY,
        "hs_code": st.sampled_from(CODES),
        "brand": st.sampled_from(BRANDS),
        "goods_model": st.sampled_from(("M-1", "m-1", False, "M-2")),
        "description": st.sampled_from(("Cheese", "Chocolate")),
    }
)
GOODS = st.fixed_dictionaries(
    {
        "hs_code": st.sampled_from(CODES),
        "producer": st.sampled_from((0, 0, None, 3)),
        "exporter": st.sampled_from((1, None, 0, 2)),
        "brand": st.sampled_from(BRANDS),
        "goods_model": st.sampled_from((False, False, "M-1")),
        "no_characteristics": st.sampled_from((False, False, False, True)),
        # How declared goods are described that a person has judged: brand, model, description.
        "judged": st.lists(
            st.tuples(
                st.sampled_from(("Lacto", False)),
                st.sampled_from(("M-1", False)),
                st.sampled_from(("Cheese", "Chocolate")),
                st.booleans(),
            ),
            max_size=2,
            unique_by=lambda judged: judged[:3],
        ),
    }
)
SUSPENSIONS = st.fixed_dictionaries(
    {
        "start": st.sampled_from((-40, -40, -39, -20)),
        "digits": st.sampled_from((10, 8, 6, 4)),
        "foreign": RARELY,
        "draft": RARELY,
        "end": st.sampled_from((None, None, -20, -10)),
        "goods": st.lists(GOODS, min_size=1, max_size=3),
    }
)
ACTS = (
    *("start", "end", "window", "new_suspension", "goods", "more_goods", "less_goods", "judge"),
    *("take_back_judgement", "new_line", "correct_line", "correct_head", "delete_line", "firm_moves"),
    "mark_again",
)


def some(what, most):
    """Draw one of them at least."""
    return st.lists(what, min_size=1, max_size=most)


@tagged("post_install", "-at_install")
class TestSuspensionMarks(SimilarCase):
    @contextmanager
    def undone(self):
        """What happens inside is rolled back."""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            yield
        finally:
            self.env.flush_all()
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def partner(self, number):
        return None if number is None else [*self.firms, self.office][number]

    def make_line(self, drawn):
        producer = self.partner(drawn["producer"])
        return self.line(
            day=drawn["day"],
            authority=self.other_importing if drawn["foreign"] else None,
            exporter=self.partner(drawn["exporter"]),
            producer_id=producer.id if producer else False,
            agreement_id=(self.other_agreement if drawn["other_agreement"] else self.agreement).id,
            preference_claimed=not drawn["unclaimed"],
            **{name: drawn[name] for name in ("hs_code", "brand", "goods_model", "description")},
        )

    def goods_of(self, drawn):
        producer, exporter = self.partner(drawn["producer"]), self.partner(drawn["exporter"])
        names = ("hs_code", "brand", "goods_model", "no_characteristics")
        return {
            "producer_id": producer.id if producer else False,
            "exporter_id": exporter.id if exporter else False,
            **{name: drawn[name] for name in names},
        }

    def make_suspension(self, drawn):
        suspension = self.suspension(
            *map(self.goods_of, drawn["goods"]),
            start=drawn["start"],
            digits=drawn["digits"],
            in_force=not drawn["draft"],
            authority=self.other_importing if drawn["foreign"] else None,
        )
        for goods, values in zip(suspension.goods_ids, drawn["goods"], strict=True):
            for brand, model, description, similar in values["judged"]:
                self.judge(goods, (brand, model, False, description), similar)
        if drawn["end"] is not None and not drawn["draft"]:
            self.end(suspension, drawn["end"])
        return suspension

    @given(some(LINES, 8), some(SUSPENSIONS, 4), st.booleans())
    @SETTINGS
    def test_pairs_are_those_of_the_plain_reading(self, lines, suspensions, lines_first):
        """RS16.12, RS16.12c: random goods and suspensions, are matched as the law says."""
        with self.undone():
            made = {}
            for what in ("lines", "suspensions") if lines_first else ("suspensions", "lines"):
                if what == "lines":
                    made[what] = self.lines.union(*map(self.make_line, lines))
                else:
                    made[what] = self.suspensions.union(*map(self.make_suspension, suspensions))
            self.assertAsRead(**made)
            self.assertLikelyAsRead(**made)
            self.assertGrantedAsRead(**made)

    def assertLikelyAsRead(self, lines, suspensions):  # noqa: N802 - as unittest's own
        """Assert that preview and queue are as the plain reading says, as if each were in force."""
        for suspension in suspensions:
            known = self.read_suspension(suspension, self.described(lines))
            known.put_in_force = True
            read = {line.id: self.read_line(line) for line in lines}
            covered = {line for line, plain in read.items() if reading.falls_under(plain, known)}
            likely = {line for line, plain in read.items() if reading.is_likely(plain, known)}
            sums = preview(suspension)
            self.assertEqual((sums["line_count"], sums["likely_count"]), (len(covered), len(likely)))
            for field, found in (("falls_under_id", covered), ("likely_under_id", likely)):
                self.assertEqual(set(self.lines.search([(field, "=", suspension.id)]).ids), found)
            queue = likely_groups(suspension)
            self.assertTrue({group["line_id"] for group in queue} <= likely)
            self.assertEqual(bool(queue), bool(likely))

    def assertGrantedAsRead(self, lines, suspensions):  # noqa: N802 - as unittest's own
        """Assert that the answer for the clearance system is that of the plain reading."""
        known = [self.read_suspension(suspension, self.described(lines)) for suspension in suspensions]
        answers = self.env["customs.declaration"].may_grant([{"id": line.id} for line in lines])
        for line, answer in zip(lines, answers, strict=True):
            plain = self.read_line(line)
            running = [one for one in known if one.ended_on is None and one.put_in_force]
            if reading.state(plain, known) in ("suspended", "released", "not_claimed"):
                expected = False
            else:
                expected = "not_known" if any(reading.is_likely(plain, one) for one in running) else True
            # The conditions of RS10.1 are another matter.
            said = [one for one in answer["reasons"] if not one["code"].startswith("condition_")]
            self.assertEqual(self.env["customs.declaration"]._granted(said), expected, answer)

    # One by one

    def test_ending_one_leaves_the_other(self):
        """RS16.12b: goods of two suspensions stay suspended until both have ended; the marks stay."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        free = self.line(day=0, producer_id=self.firms[0].id, brand="Lacto")
        goods = {"producer_id": self.firms[0].id, "brand": "Lacto"}
        one, other = self.suspension(goods), self.suspension(goods, start=-20)
        self.assertEqual((line.preference_state, free.preference_state), ("suspended", "suspended"))
        self.end(one, 0)
        self.assertEqual(line.preference_state, "suspended")
        self.end(other, 0)
        self.assertEqual((line.preference_state, free.preference_state), ("released", "claimed"))
        self.assertEqual((len(line.mark_ids), len(free.mark_ids)), (2, 0))

    def test_a_draft_marks_nothing(self):
        """RS16.12: a draft and one that was given up mark nothing, and the queue of the draft is there."""
        line = self.line(producer_id=self.firms[0].id, brand="Lacto")
        draft = self.suspension({"producer_id": self.firms[0].id, "brand": "Lacto"}, in_force=False)
        self.assertEqual(preview(draft)["line_count"], 1)
        self.assertFalse(draft._mark())
        draft._write_guarded({"cancelled_on": self.today})
        self.assertFalse(draft._mark())
        self.assertEqual(line.preference_state, "claimed")

    def test_nothing_is_written_twice(self):
        """Design, Scale: marking what is right already writes no row anew."""
        lines = self.declaration_of([{"producer_id": self.firms[0].id, "brand": "Lacto"}] * 3).line_ids
        suspension = self.suspension({"producer_id": self.firms[0].id, "brand": "Lacto"})

        def places():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT 'm', id, ctid FROM customs_suspended_line UNION ALL"
                " SELECT 'l', id, ctid FROM customs_declaration_line ORDER BY 1, 2"
            )
            return self.env.cr.fetchall()

        before = places()
        self.assertEqual(len(lines.mark_ids), 3)
        suspension._mark()
        lines._mark_lines()
        lines.declaration_id.exporter_id = self.firms[1]
        self.env["customs.suspended.line"]._mark_range(0, max(lines.ids))
        self.assertEqual([row for row in places() if row[0] == "m"], [row for row in before if row[0] == "m"])

    def test_the_preview(self):
        """RS16.12: before the decision the officer sees numbers, duty, importers and HS codes."""
        other = self.person("Another Importer", self.kz)
        goods = {
            "producer_id": self.firms[0].id,
            "brand": "Lacto",
            "rate_without": 10.0,
            "with_is_zero": True,
        }
        first = self.declaration_of([{**goods, "customs_value": 50}, {**goods, "customs_value": 30}], day=-15)
        second = self.declaration_of([{**goods, "customs_value": 20, "hs_code": "0406905001"}], day=-5)
        second.importer_id = other
        draft = self.suspension(
            {"producer_id": self.firms[0].id, "brand": "Lacto"},
            {"producer_id": self.firms[0].id, "hs_code": "0406905001", "no_characteristics": True},
            {"producer_id": self.firms[0].id, "hs_code": "040690", "no_characteristics": True},
            in_force=False,
            digits=10,
        )
        self.line(producer_id=self.firms[0].id)
        self.assertEqual(
            preview(draft),
            {
                "line_count": 3,
                "declaration_count": 2,
                "importer_count": 2,
                "by_judgement_count": 0,
                "first_on": self.day(-15),
                "last_on": self.day(-5),
                "duty": {self.eur.id: 10.0},
                "unknown_duty_count": 0,
                "by_hs_code": [
                    {"hs_code": "0406905000", "line_count": 2, "duty": {self.eur.id: 8.0}},
                    {"hs_code": "0406905001", "line_count": 1, "duty": {self.eur.id: 2.0}},
                ],
                "importers": [
                    {
                        "importer_id": self.importer.id,
                        "name": self.importer.display_name,
                        "line_count": 2,
                        "duty": {self.eur.id: 8.0},
                    },
                    {
                        "importer_id": other.id,
                        "name": other.display_name,
                        "line_count": 1,
                        "duty": {self.eur.id: 2.0},
                    },
                ],
                "likely_count": 1,
                "short_goods_ids": draft.goods_ids[2].ids,
            },
        )
        second.line_ids.with_is_zero = False
        sums = preview(draft)
        self.assertEqual((sums["unknown_duty_count"], sums["duty"]), (1, {self.eur.id: 8.0}))
        found = self.lines.with_user(self.officer).search([("falls_under_id", "=", draft.id)])
        self.assertEqual(found, first.line_ids | second.line_ids)
        self.assertFalse(
            self.lines.with_user(self.foreign_officer).search([("falls_under_id", "=", draft.id)])
        )

    def test_the_queue_says_why(self):
        """RS16.12c: a group of goods described alike, what agrees, what the declaration does not tell."""
        goods = {
            "producer_id": self.firms[0].id,
            "goods_model": "M-1",
            "rate_without": 10.0,
            "rate_with": 0.0,
        }
        alike = [{**goods, "customs_value": 50}, {**goods, "customs_value": 30}]
        lines = self.declaration_of(alike, exporter=self.firms[1]).line_ids
        short = self.line(producer_id=self.firms[0].id, hs_code="040690", brand="Lacto", goods_model="M-1")
        self.line(producer_id=self.firms[0].id, brand="Other", goods_model="M-1")
        suspension = self.suspension(
            {
                "producer_id": self.firms[0].id,
                "exporter_id": self.firms[1].id,
                "brand": "Lacto",
                "goods_model": "M 1".replace(" ", "-"),
            },
            digits=10,
        )
        first, second = likely_groups(suspension)
        self.assertEqual(
            (first["line_count"], first["duty"], first["line_id"], first["described_as"]),
            (2, {self.eur.id: 8.0}, max(lines.ids), "M-1 · White cheese"),
        )
        self.assertEqual(first["agrees"], ["producer", "exporter", "hs_code", "goods_model"])
        self.assertEqual((first["missing"], first["whole_code"]), (["brand"], True))
        self.assertEqual((second["line_id"], second["whole_code"]), (short.id, False))
        self.assertEqual(
            (second["agrees"], second["missing"]), (["producer", "brand", "goods_model"], ["hs_code"])
        )
        self.assertIn("gives 6 digits", " ".join(second["why"]))
        self.judge(suspension.goods_ids, (False, "M-1", False, "White cheese"), True)
        self.judge(suspension.goods_ids, ("Lacto", "M-1", False, "White cheese"), True)
        [left] = likely_groups(suspension)
        self.assertEqual((left["line_id"], left["judged_similar"]), (short.id, True))
        self.assertEqual(set(lines.mapped("preference_state")), {"suspended"})
        short.hs_code = "0406905000"
        self.assertEqual((likely_groups(suspension), short.preference_state), ([], "suspended"))

    # Firms

    def test_firms_are_merged(self):
        """RS16.12c: goods of a firm that is merged into an office of another are goods of that one."""
        twin = self.person("Firm A bis", is_company=False)
        line = self.line(producer_id=twin.id, brand="Lacto")
        suspension = self.suspension({"producer_id": self.firms[0].id, "brand": "Lacto"})
        other = self.suspension({"producer_id": twin.id, "brand": "Lacto"})
        self.assertEqual(line.mark_ids.suspension_id, other)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.office.id, twin.id], self.office)
        self.assertEqual(line.producer_firm_id, self.firms[0])
        self.assertEqual(line.mark_ids.suspension_id, suspension | other)
        self.assertAsRead(line, suspension | other)

    def test_a_firm_becomes_another(self):
        """RS16.12c: goods of a firm that is merged into another firm are goods of that one."""
        twin = self.person("Firm A, written otherwise")
        line = self.line(producer_id=twin.id, brand="Lacto")
        suspension = self.suspension({"producer_id": self.firms[0].id, "brand": "Lacto"})
        self.assertFalse(line.mark_ids)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.firms[0].id, twin.id], self.firms[0])
        self.assertEqual(line.producer_firm_id, self.firms[0])
        self.assertEqual(line.mark_ids.suspension_id, suspension)
        self.assertAsRead(line, suspension)

    def test_a_firm_is_deleted(self):
        """RS16.12c: an office whose firm is gone is a firm of its own."""
        firm = self.person("Mother")
        office = self.env["res.partner"].create({"name": "Daughter", "parent_id": firm.id})
        line = self.line(producer_id=office.id, brand="Lacto")
        suspension = self.suspension({"producer_id": office.id, "brand": "Lacto"})
        self.assertEqual(line.mark_ids.suspension_id, suspension)
        firm.unlink()
        self.assertEqual((line.producer_firm_id, line.mark_ids.suspension_id), (office, suspension))
        self.assertAsRead(line, suspension)

    # Scale

    def test_queries_do_not_grow(self):
        """Design, Scale: 80 lines or goods are marked with as many queries as 10."""
        self.suspension({"producer_id": self.firms[0].id, "brand": "Lacto"})
        goods = {"producer_id": self.firms[0].id, "brand": "Lacto"}

        def of(size):
            return self.declaration_of([goods] * size).line_ids

        def marked(size):
            return of(size)._mark_lines

        def started(size):
            goods = [{"producer_id": self.firms[0].id, "brand": f"B {number}"} for number in range(size)]
            return lambda: self.start(self.suspension(*goods, in_force=False))

        self.assertFlat(marked)
        self.assertFlat(started)

        def corrected(size):
            lines = of(size)
            commands = [Command.update(line.id, {"brand": "Other"}) for line in lines]
            return lambda: lines.declaration_id.write({"line_ids": commands})

        model, calls = self.registry["customs.suspended.line"], []
        mark = model._mark_those_of_lines
        self.patch(model, "_mark_those_of_lines", lambda *given: calls.append(1) or mark(*given))
        corrected(20)()
        of(20).write({"brand": "Other"})
        self.assertEqual(len(calls), 4, "once when a declaration comes in, once for all corrections")

    # Random histories

    @given(st.data())
    @SETTINGS
    def test_any_history_leads_to_the_plain_reading(self, data):
        """RS16.12, RS16.12b, RS16.12c: after starts, ends and corrections in any order."""
        with self.undone():
            drawn = data.draw(some(SUSPENSIONS, 3))
            world = {
                "lines": self.lines.union(*map(self.make_line, data.draw(some(LINES, 5)))),
                "suspensions": self.suspensions.union(*map(self.make_suspension, drawn)),
            }
            for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=7)):
                getattr(self, f"act_{act}")(data.draw, world)
                self.assertAsRead(**world)

    def pick(self, draw, records):
        return records[draw(st.integers(0, len(records) - 1))] if records else records

    def act_start(self, draw, world):
        drafts = world["suspensions"].filtered(lambda one: not one.started_on)
        self.pick(draw, drafts)._write_guarded({"started_on": self.today})

    def act_end(self, draw, world):
        running = world["suspensions"].filtered(lambda one: one.started_on)
        day = draw(st.sampled_from((-30, -20, -10, -9, None)))
        self.pick(draw, running)._write_guarded({"ended_on": day is not None and self.day(day)})

    def act_window(self, draw, world):
        day = self.day(draw(st.sampled_from((-41, -40, -20, -10))))
        self.pick(draw, world["suspensions"])._write_guarded({"starts_on": day})

    def act_new_suspension(self, draw, world):
        world["suspensions"] |= self.make_suspension(draw(SUSPENSIONS))

    def act_goods(self, draw, world):
        goods = self.pick(draw, world["suspensions"].goods_ids)
        values = self.goods_of(draw(GOODS))
        name = draw(st.sampled_from(sorted(values)))
        self.behind_the_door(goods).write({name: values[name]})

    def act_more_goods(self, draw, world):
        suspension = self.pick(draw, world["suspensions"])
        values = {"suspension_id": suspension.id, "description": "More", **self.goods_of(draw(GOODS))}
        self.behind_the_door(self.env["customs.suspension.goods"]).create(values)

    def act_less_goods(self, draw, world):
        goods = self.pick(draw, world["suspensions"].goods_ids)
        self.behind_the_door(goods).unlink()

    def act_judge(self, draw, world):
        goods, line = self.pick(draw, world["suspensions"].goods_ids), self.pick(draw, world["lines"])
        if goods and line:
            words = (line.brand, line.goods_model, line.article_no, line.description)
            self.judge(goods, words, draw(st.booleans()))

    def act_take_back_judgement(self, draw, world):
        self.behind_the_door(self.pick(draw, world["suspensions"].judgement_ids)).unlink()

    def act_new_line(self, draw, world):
        world["lines"] |= self.make_line(draw(LINES))

    def act_correct_line(self, draw, world):
        drawn = draw(LINES)
        producer = self.partner(drawn["producer"])
        values = {
            "producer_id": producer.id if producer else False,
            "preference_claimed": not drawn["unclaimed"],
            **{name: drawn[name] for name in ("hs_code", "brand", "goods_model", "description")},
        }
        name = draw(st.sampled_from(sorted(values)))
        self.pick(draw, world["lines"]).write({name: values[name]})

    def act_correct_head(self, draw, world):
        drawn = draw(LINES)
        exporter = self.partner(drawn["exporter"])
        values = {
            "exporter_id": exporter.id if exporter else False,
            "registered_on": self.day(drawn["day"]),
            "importing_authority_id": (self.other_importing if drawn["foreign"] else self.importing).id,
        }
        name = draw(st.sampled_from(sorted(values)))
        self.pick(draw, world["lines"]).declaration_id.write({name: values[name]})

    def act_delete_line(self, draw, world):
        line = self.pick(draw, world["lines"].filtered(lambda one: not one.mark_ids))
        world["lines"] -= line
        line.unlink()

    def act_firm_moves(self, draw, world):
        firm = self.firms[draw(st.integers(1, 2))]
        self.office.parent_id = firm

    def act_mark_again(self, draw, world):
        self.assertFalse(world["suspensions"]._mark(), "nothing is left to be marked")
        self.assertFalse(world["lines"]._mark_lines(), "nothing is left to be marked")
