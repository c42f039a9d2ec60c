"""Goods that come in while a suspension changes, and marking that is cut off, on connections of their own."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.suspension import customs_suspended_line as marking
from ...models.suspension import similar_goods_job as job
from ..common.several_connections import NUMBERS, MomentCase

SUSPENSION, LINE = "customs.preference.suspension", "customs.declaration.line"


class KilledError(Exception):
    """Stands for the end of the process."""


@tagged("post_install", "-at_install")
class TestMarksSameMoment(MomentCase):
    def setUp(self):
        super().setUp()
        with self._env() as env:
            authorities = env["customs.authority"].create(
                [
                    {
                        "name": f"Moment {code}",
                        "code": f"M-{code}-{next(NUMBERS)}",
                        "country_id": env.ref(f"base.{code}").id,
                        "is_customs_authority": True,
                        "is_verification_authority": True,
                    }
                    for code in ("kz", "rs")
                ]
            )
            self.authority_id = authorities[0].id
            self.firm_id = env["res.partner"].create({"name": "Moment Producer", "is_company": True}).id
            self.today = authorities[0]._today()
            visit = env["customs.verification.visit"].create(
                {
                    "procedure_id": env.ref("customs_verification.procedure_eaeu_rs_visit").id,
                    "importing_authority_id": authorities[0].id,
                    "exporting_authority_id": authorities[1].id,
                    "verified_person_id": self.firm_id,
                }
            )
            self.visit_id = visit.id
            self.suspension_id = self._draft(env)

    def _draft(self, env, brand="Lacto"):
        suspension = env[SUSPENSION].create(
            {
                "visit_id": self.visit_id,
                "starts_on": self.today - timedelta(days=30),
                "goods_ids": [
                    Command.create(
                        {
                            "hs_code": "0406905000",
                            "description": "Cheese",
                            "brand": brand,
                            "producer_id": self.firm_id,
                        }
                    )
                ],
            }
        )
        return suspension.id

    def _start(self, suspension_id):
        with self._env() as env:
            env[SUSPENSION].browse(suspension_id)._write_guarded({"started_on": self.today})

    def _declare(self, env, brand="Lacto", number=1):
        goods = {
            "hs_code": "0406905000",
            "description": "Cheese",
            "brand": brand,
            "producer_id": self.firm_id,
            "customs_value": 0.01,
            "currency_id": env.ref("base.EUR").id,
            "agreement_id": env.ref("customs_verification.agreement_eaeu_rs").id,
        }
        declaration = env["customs.declaration"].create(
            {
                "number": f"M/{next(NUMBERS)}",
                "registered_on": self.today - timedelta(days=5),
                "importing_authority_id": self.authority_id,
                "importer_id": self.firm_id,
                "line_ids": [Command.create({**goods, "position": place + 1}) for place in range(number)],
            }
        )
        return declaration.line_ids

    def _marks(self, env):
        env.cr.execute(
            "SELECT suspension_id, line_id, same_firm, by_judgement, l.preference_state"
            " FROM customs_suspended_line m JOIN customs_declaration_line l ON l.id = m.line_id"
            " ORDER BY suspension_id, line_id"
        )
        return env.cr.fetchall()

    @contextmanager
    def _batch_on_its_way(self):
        """Goods that are written by a transaction that began before, and ends after what happens inside."""
        with self._env() as env:
            env["customs.agreement"].search_count([])  # the snapshot of the transaction begins
            lines = self._declare(env)
            env.flush_all()
            yield lines.ids
            env.cr.commit()

    def _pending(self, env):
        return env[SUSPENSION].browse(self.suspension_id).remark_until

    def test_goods_on_their_way_in(self):
        """RS16.12: goods that come in while the suspension starts are marked by the job after both."""
        with self._batch_on_its_way() as [line_id]:
            self._start(self.suspension_id)
        with self._env() as env:
            self.assertFalse(self._marks(env), "neither of the two saw the other")
            answer = env["customs.declaration"].may_grant([{"id": line_id}])
            self.assertEqual(answer[0]["granted"], False, "the answer does not wait for the mark")
            triggers = env.ref("customs_verification.cron_mark").id
            self.assertTrue(env["ir.cron.trigger"].search_count([("cron_id", "=", triggers)]) >= 2)
            self.assertFalse(job.mark_once_more(env[SUSPENSION]), "who began earlier may still come")
        with self._env() as env:
            self.assertEqual(
                self._marks(env), [(self.suspension_id, line_id, "producer", False, "suspended")]
            )
            suspension = env[SUSPENSION].browse(self.suspension_id)
            suspension._write_guarded({"remark_until": fields.Datetime.now() - timedelta(seconds=1)})
        with self._env() as env:
            self.assertTrue(job.mark_once_more(env[SUSPENSION]))
            self.assertFalse(self._pending(env))

    def test_the_job_waits_for_them(self):
        """RS16.12: the job begins when those who write goods have ended, and sees what they wrote."""
        order = []

        def work():
            with self._env() as env:
                job.mark_once_more(env[SUSPENSION])
                order.append("marked")

        with self._batch_on_its_way() as [line_id]:
            self._start(self.suspension_id)
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(0.5)
            self.assertTrue(thread.is_alive(), "it waits")
            order.append("written")
        thread.join(30)
        self.assertEqual(order, ["written", "marked"])
        with self._env() as env:
            self.assertEqual([row[1] for row in self._marks(env)], [line_id])

    def test_the_job_does_not_wait_for_ever(self):
        """Design, Scale: the job keeps no goods out: it gives up, marks what it sees, and comes back."""
        with self._batch_on_its_way():
            self._start(self.suspension_id)
            with patch.object(marking, "PATIENCE", "100ms"), self._env() as env:
                past = fields.Datetime.now() - timedelta(seconds=1)
                env[SUSPENSION].browse(self.suspension_id)._write_guarded({"remark_until": past})
                self.assertFalse(job.mark_once_more(env[SUSPENSION]))
                self.assertTrue(self._pending(env), "it has not had the goods to itself yet")

    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_two_mark_the_same(self):
        """RS16.12: a line corrected while a suspension starts is marked once, and right."""
        with self._env() as env:
            line_id = self._declare(env, brand="Other").id

        def correct(env):
            env[LINE].browse(line_id).brand = "Lacto"

        def start(env):
            env[SUSPENSION].browse(self.suspension_id)._write_guarded({"started_on": self.today})

        outcomes = self._at_once((1, correct), (1, start))
        self.assertEqual([outcome for outcome, _what in outcomes], ["done", "done"], outcomes)
        with self._env() as env:
            job.mark_once_more(env[SUSPENSION])
        with self._env() as env:
            self.assertEqual(
                self._marks(env), [(self.suspension_id, line_id, "producer", False, "suspended")]
            )

    # Cut off

    def _spoil(self):
        """Put marks wrong in every way, as if much had changed: none, too many, and with another reason."""
        with self._env() as env:
            others = self._draft(env, "Other")
            lines = (
                self._declare(env, number=7) + self._declare(env, "Other", 5) + self._declare(env, "No", 2)
            )
            line_ids = lines.ids
        self._start(self.suspension_id)
        self._start(others)
        with self._env() as env:
            right = self._marks(env)
            cr = env.cr
            cr.execute("DELETE FROM customs_suspended_line WHERE line_id = ANY(%s)", [line_ids[:4]])
            cr.execute(
                "UPDATE customs_suspended_line SET same_firm = 'both' WHERE line_id = %s", [line_ids[5]]
            )
            cr.execute(
                "INSERT INTO customs_suspended_line (suspension_id, line_id) SELECT %s, unnest(%s)",
                [self.suspension_id, line_ids[8:]],
            )
            cr.execute(
                "UPDATE customs_declaration_line SET preference_state = 'claimed' WHERE id = ANY(%s)",
                [line_ids[:6]],
            )
            self.assertNotEqual(self._marks(env), right)
        return right

    def _mark_all(self, killed_after=None, within=False):
        """Mark everything, three lines at a time; killed after some batches, or within one."""
        batches = []
        model = self.registry["customs.suspended.line"]
        mark = model._mark_range

        def counted(lines, after, last):
            if len(batches) == killed_after and not within:
                raise KilledError
            touched = mark(lines, after, last)
            if len(batches) == killed_after:
                raise KilledError
            batches.append(after)
            return touched

        with patch.object(model, "_mark_range", counted), self._env() as env:
            try:
                job.mark_all(env, batch=3)
            except KilledError:
                env.cr.rollback()
        return batches

    def test_killed_and_started_again(self):
        """Design, Output: marking that is killed between or within batches goes on, and ends as without."""
        right = self._spoil()
        for killed_after, within in ((0, True), (2, False), (1, True), (0, False)):
            self.assertEqual(len(self._mark_all(killed_after, within)), killed_after)
        with self._env() as env:
            self.assertNotEqual(self._marks(env), right)
        self.assertEqual(len(self._mark_all()), 5 - 3, "three batches were done already")
        with self._env() as env:
            self.assertEqual(self._marks(env), right)
            self.assertEqual(job.setting(env, job.PROGRESS), "0")
        self.assertEqual(len(self._mark_all()), 5, "the next time it begins at the beginning")

    def test_the_daily_job(self):
        """RS16.12: once a day everything is marked, whatever went wrong."""
        right = self._spoil()
        with self._env() as env:
            job.setting(env, job.DONE_ON, "2000-01-01")
        with self._env() as env:
            env[SUSPENSION]._cron_mark()
        with self._env() as env:
            self.assertEqual(self._marks(env), right)
            self.assertEqual(job.setting(env, job.DONE_ON), str(fields.Date.today()))

    def test_once_a_week_the_lines_are_compared(self):
        """IT9: what declared goods are marked by is worked out once more every week."""
        self._spoil()
        today = fields.Date.today()
        for days, compared in ((6, False), (7, True)):
            with self.subTest(days=days):
                with self._env() as env:
                    job.setting(env, job.DONE_ON, str(today))
                    job.setting(env, job.COMPARED_ON, str(today - timedelta(days=days)))
                with patch.object(job, "tell_of_lines") as told, self._env() as env:
                    env[SUSPENSION]._cron_mark()
                self.assertEqual(bool(told.call_args_list), compared)
                with self._env() as env:
                    expected = today if compared else today - timedelta(days=days)
                    self.assertEqual(job.setting(env, job.COMPARED_ON), str(expected))
