"""What begins before midnight and ends after it, in the authority's own time zone (Design, Clock)."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..common.deadline import local
from ..common.document import LETTER
from ..common.suspension import SuspensionCase

ZONES = ("Asia/Almaty", "Europe/Belgrade", "America/New_York")


@tagged("post_install", "-at_install")
class TestMidnight(SuspensionCase):
    def setUp(self):
        super().setUp()
        self.evening, self.morning = self.day(1), self.day(2)

    def clock_before_midnight(self, zone):
        """Return a clock that shows the last second of the evening, and goes on."""
        self.importing.tz = zone
        self.env.invalidate_all()
        return freeze_time(local(zone, self.evening, 23, 59) + timedelta(seconds=59))

    def test_the_clock_goes_over(self):
        """Today of the authority is another day a second later."""
        for zone in ZONES:
            with self.subTest(zone=zone), self.clock_before_midnight(zone) as clock:
                self.assertEqual(self.importing._today(), self.evening)
                clock.tick(timedelta(seconds=1))
                self.assertEqual(self.importing._today(), self.morning)

    def test_approved_before_and_sent_after(self):
        """RS15.4: a letter goes out on the day of its approval or later, by the authority's days."""
        for zone in ZONES:
            letter = self.env["customs.document"].browse(
                self.case.with_user(self.officer).draw_up_letter(
                    "Notice", "notice.pdf", LETTER, addressee_id=self.producer.id
                )
            )
            with self.subTest(zone=zone), self.clock_before_midnight(zone) as clock:
                letter.with_user(self.supervisor).action_approve()
                with self.refused("is in the future"):
                    letter.with_user(self.officer).record_sent(self.morning, "by_hand")
                clock.tick(timedelta(seconds=1))
                with self.refused("is before the approval"):
                    letter.with_user(self.officer).record_sent(self.day(0), "by_hand")
                for day in (self.evening, self.morning):
                    letter.with_user(self.officer).record_sent(day, "by_hand")
            self.assertEqual(set(letter.service_ids.mapped("sent_on")), {self.evening, self.morning})

    def test_approved_after(self):
        """RS15.4: what was approved at the beginning of a day did not go out on the day before."""
        for zone in ZONES:
            letter = self.env["customs.document"].browse(
                self.case.with_user(self.officer).draw_up_letter(
                    "Notice", "notice.pdf", LETTER, addressee_id=self.producer.id
                )
            )
            with self.subTest(zone=zone), self.clock_before_midnight(zone) as clock:
                clock.tick(timedelta(seconds=1))
                letter.with_user(self.supervisor).action_approve()
                with self.refused(f"is before the approval on {self.words(2)}"):
                    letter.with_user(self.officer).record_sent(self.evening, "by_hand")
                letter.with_user(self.officer).record_sent(self.morning, "by_hand")

    def test_answered_on_the_last_day(self):
        """RS16.9: a page opened on the last day is sent a second after it: the answer is taken, and late."""
        contact = self.portal_contact(self.producer)
        for zone in ZONES:
            task = self.task(self.case, due_on=self.evening)
            with self.subTest(zone=zone), self.clock_before_midnight(zone) as clock:
                self.assertFalse(task.is_late)
                clock.tick(timedelta(seconds=1))
                task.invalidate_recordset()
                self.assertTrue(task.is_late)
                task.with_user(contact).give_answer(1, "Here.")
                self.assertEqual((task.answered_on, task.state), (self.morning, "answered"))

    def test_ended_after(self):
        """RS16.12b: a suspension that a supervisor ends after midnight ends on the new day."""
        suspension = self.in_force()
        with self.clock_before_midnight("Asia/Almaty") as clock:
            with self.refused("is in the future"):
                suspension.with_user(self.supervisor).end("Enough", self.morning)
            clock.tick(timedelta(seconds=1))
            suspension.with_user(self.supervisor).end("Enough")
        self.assertEqual(suspension.ended_on, self.morning)
