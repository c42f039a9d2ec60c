"""Goods under suspension: the marks are those that RS16.12c, read plainly, gives."""

from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from . import similar_goods_reading as reading
from .common_similar import SimilarCase

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


SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


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
            preview = suspension._preview()
            self.assertEqual((preview["line_count"], preview["likely_count"]), (len(covered), len(likely)))
            for field, found in (("falls_under_id", covered), ("likely_under_id", likely)):
                self.assertEqual(set(self.lines.search([(field, "=", suspension.id)]).ids), found)
            queue = suspension._likely()
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
            self.assertEqual(answer["granted"], expected, answer)

    # Random histories

    @given(st.data())
    @settings(SETTINGS, max_examples=12)
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
        goods._behind_the_door().write({name: values[name]})

    def act_more_goods(self, draw, world):
        suspension = self.pick(draw, world["suspensions"])
        values = {"suspension_id": suspension.id, "description": "More", **self.goods_of(draw(GOODS))}
        self.env["customs.suspension.goods"]._behind_the_door().create(values)

    def act_less_goods(self, draw, world):
        goods = self.pick(draw, world["suspensions"].goods_ids)
        goods._behind_the_door().unlink()

    def act_judge(self, draw, world):
        goods, line = self.pick(draw, world["suspensions"].goods_ids), self.pick(draw, world["lines"])
        if goods and line:
            words = (line.brand, line.goods_model, line.article_no, line.description)
            self.judge(goods, words, draw(st.booleans()))

    def act_take_back_judgement(self, draw, world):
        self.pick(draw, world["suspensions"].judgement_ids)._behind_the_door().unlink()

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
