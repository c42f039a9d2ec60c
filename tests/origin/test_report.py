import hashlib
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.dates import long_date
from ..common.pdf_builders import text_of
from ..common.report import ReportCase

CYRILLIC = "Производство"


@tagged("post_install", "-at_install")
class TestContent(ReportCase):
    """The report holds what RS16.10 asks for, item by item, and nothing is approved without it."""

    def _assert_missing(self, *sentences):
        with self.refused("The report cannot be approved", *sentences):
            self._approve()
        self.assertEqual((self.draft.state, self.case.state), ("draft", "visited"))

    def test_complete_report(self):
        """RS16.10: a complete report is approved."""
        self.assertFalse(self.draft.missing_items[0]["missing"])
        self._approve()
        self.assertEqual((self.draft.state, self.case.report_approved_on), ("approved", self.today))

    def test_team(self):
        """RS16.10.1: the authorities, with first name, position of each member, of both Parties."""
        sentence = "position of each member of the inspection team (Annex 3, Art. 16(10), first indent)"
        guest = self.case.member_ids.filtered(lambda member: member.side == "exporting")
        guest.authority_id = self.importing
        self._assert_missing(sentence)
        guest.authority_id = self.exporting
        for name in ("first_name", "last_name", "position"):
            with self.subTest(name=name), self.cr.savepoint() as savepoint:
                self._sql(f"UPDATE customs_inspection_member SET {name} = '' WHERE id = %s", guest.id)
                self._assert_missing(sentence)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_verified_person(self):
        """RS16.10.2: the verified person."""
        self._sql(
            "UPDATE customs_verification_visit SET verified_person_id = NULL WHERE id = %s", self.case.id
        )
        self._assert_missing("The verified person (Annex 3, Art. 16(10), second indent)")

    def test_goods(self):
        """RS16.10.3: the goods that are the object of the visit, each with HS code and description."""
        for column in ("description", "hs_code"):
            with self.subTest(column=column), self.cr.savepoint() as savepoint:
                self._sql(f"UPDATE customs_visit_goods SET {column} = '' WHERE visit_id = %s", self.case.id)
                self._assert_missing(
                    "The goods that are the object of the visit (Annex 3, Art. 16(10), third indent)"
                )
                savepoint.rollback()
                self.env.invalidate_all()

    def test_dates_of_the_visit(self):
        """RS16.10.4: the dates of the visit, first and last day."""
        self.case.with_user(self.supervisor_2).record_fact("visit_ended_on", False, reason="It goes on")
        with self.refused("The dates of the visit (Annex 3, Art. 16(10), fourth indent)"):
            self._approve()

    def test_grounds(self):
        """RS16.10.5: the original doubts, and the details of the written consent."""
        sentence = (
            "the original doubts and the details of the written consent (Annex 3, Art. 16(10), fifth indent)"
        )
        self.draft.grounds = "  "
        self._assert_missing(sentence)
        self.draft.grounds = "The capacity of the plant is lower than the exports."
        self._sql(
            "UPDATE customs_verification_visit SET consent_reference = NULL WHERE id = %s", self.case.id
        )
        self._assert_missing(sentence)

    def test_doubts_come_from_the_request(self):
        """RS16.10.5: the report begins with the doubts of the request."""
        other = self.visited()
        other.with_user(self.officer).action_open_report()
        self.assertEqual(other.report_id.grounds, other.doubts)

    def test_premises(self):
        """RS16.10.6: the premises, each with what was inspected there."""
        sentence = "The premises and territories inspected (Annex 3, Art. 16(10), sixth indent)"
        self.case.with_user(self.officer).premises_ids.inspected = " "
        self._assert_missing(sentence)
        self.case.with_user(self.officer).premises_ids.unlink()
        self._assert_missing(sentence)

    def test_premises_in_the_days_of_the_visit(self):
        """RS16.10.6: premises are inspected during the visit."""
        for days in (-41, -37):
            with self.refused("is not a day of the visit"):
                self.case.with_user(self.officer).premises_ids.inspected_on = self.day(days)

    def test_production_process(self):
        """RS16.10.7: the production process actually carried out there."""
        self.draft.production_process = False
        self._assert_missing(
            "The production process actually carried out there (Annex 3, Art. 16(10), seventh indent)"
        )

    def test_production_process_where_applicable(self):
        """RS16.10.7: without premises the report says why no process is described, and prints it."""
        self.draft.production_process = False
        self.draft.no_process_reason = "The visit studied documents only."
        self._assert_missing("seventh indent")
        self.case.with_user(self.officer).premises_ids.unlink()
        self._assert_missing("sixth indent", "or enter 'Why No Premises Were Inspected'")
        self.draft.no_premises_reason = "The plant was closed down in 2025."
        self.draft.with_user(self.supervisor).action_approve()
        text = text_of(self.draft.document_id._content())
        for reason in (self.draft.no_process_reason, self.draft.no_premises_reason):
            self.assertIn(reason, text)

    def test_reason_is_in_english(self):
        """RS16.10, RS16.10.7: the reasons are printed in the report, so they are in English."""
        self.draft.no_process_reason = "Только документы"
        self._assert_missing("Why No Production Process Is Described is not in Latin letters")

    def test_conclusion(self):
        """RS16.10.8: the conclusion is unambiguous, on each of the goods and in all."""
        sentence = "the goods comply or do not comply (Annex 3, Art. 16(10), eighth indent)"
        line = self.case.goods_ids
        for of_line, in_all in (
            (False, "complies"),
            ("complies", False),
            ("complies", "not_complies"),
            ("not_complies", "complies"),
        ):
            with self.subTest(line=of_line, in_all=in_all):
                line.with_user(self.officer).conclusion = of_line
                self.draft.conclusion = in_all
                self._assert_missing(sentence)
        self.draft.conclusion = "not_complies"
        line.with_user(self.officer).conclusion = "not_complies"
        self.assertFalse(self.draft._missing())

    def test_one_of_many_does_not_comply(self):
        """RS16.10.8: the whole complies only if each of the goods does."""
        proof = self.proof(line_ids=[Command.create(self.line_values(position=no)) for no in (1, 2, 3)])
        goods = [
            Command.create({"proof_line_id": line.id, "hs_code": line.hs_code, "description": "White cheese"})
            for line in proof.line_ids
        ]
        visit = self.visited(proof=proof, goods_ids=goods)
        report = self.report(visit)
        visit.goods_ids[1].with_user(self.officer).conclusion = "not_complies"
        self.assertFalse(report.conclusion_complete)
        report.conclusion = "not_complies"
        self.assertTrue(report.conclusion_complete)

    def test_place_and_date(self):
        """RS16.10: the report is drawn up somewhere, after the visit, and not in the future."""
        self.draft.place = " "
        self._assert_missing("Place and date of the report")
        self.draft.place = "Subotica"
        self.draft.reported_on = False
        self._assert_missing("Place and date of the report")
        self.draft.reported_on = self.day(-39)
        self._assert_missing(f"before the visit ended on {long_date(self.day(-38), 'en')}")
        self.draft.reported_on = self.day(1)
        self._assert_missing(f"The report is dated {long_date(self.day(1), 'en')}, in the future")

    def test_all_missing_items_in_one_message(self):
        """RS16.10.1-RS16.10.8: one message names everything that is missing."""
        visit = self.visited()
        visit.with_user(self.officer).action_open_report()
        report = visit.report_id.with_user(self.officer)
        report.grounds = False
        with self.refused(
            "Art. 16(10), fifth indent",
            "Art. 16(10), sixth indent",
            "Art. 16(10), seventh indent",
            "Art. 16(10), eighth indent",
            "Place and date of the report",
        ):
            report.with_user(self.supervisor).action_approve()
        panel = report.missing_items[0]["missing"]
        self.assertEqual(len(panel), 5)
        report.production_process = "Milk is pasteurised."
        self.assertEqual(len(report.missing_items[0]["missing"]), 4)

    def test_content_list_is_data(self):
        """RS16.10: what the law does not make mandatory is asked of nobody."""
        self.draft.production_process = False
        item = self.visit_procedure.content_item_ids.filtered(lambda item: item.code == "RS16.10.7")
        item.mandatory = False
        self._approve()
        self.assertEqual(self.draft.state, "approved")

    def test_no_report_before_the_visit(self):
        """RS16.10: a report is written once the visit has begun."""
        visit = self.sent_visit()
        with self.refused("once the visit has started"):
            visit.with_user(self.officer).action_open_report()
        for context in ({}, {"default_visit_id": visit.id}):
            values = {} if context else {"visit_id": visit.id}
            with self.refused("once the visit has started"):
                self.draft.with_user(self.officer).with_context(**context).create(values)

    def test_one_report_at_a_time(self):
        """RS16.10: a visit has one current report."""
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.draft.with_user(self.officer).create({"visit_id": self.case.id})
        self.assertIn("customs_verification_report_one_current", str(caught.exception))
        self.case.with_user(self.officer).action_open_report()
        self.assertEqual(self.case.report_ids, self.draft)


@tagged("post_install", "-at_install")
class TestScript(ReportCase):
    """The report must be in English: names alone may stand in another script than Latin."""

    def _assert_refused(self, where):
        with self.refused(
            where,
            "is not in Latin letters: " + CYRILLIC,
            ("The report must be in English (Annex 3, Art. 16(10))"),
        ):
            self._approve()

    def test_texts_of_the_report(self):
        """RS16.10: each text of the report."""
        for name in (
            "place",
            "grounds",
            "production_process",
            "documents_examined",
            "annexes",
            "conclusion_text",
            "approver_position",
        ):
            with self.subTest(field=name), self.cr.savepoint() as savepoint:
                self.draft[name] = f"Text, {CYRILLIC}."
                self._assert_refused(self.draft._fields[name].string)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_texts_of_the_goods(self):
        """RS16.10: each text of the goods, their unit too."""
        line = self.case.goods_ids.with_user(self.officer)
        for name in ("production_found", "conclusion_reason"):
            with self.subTest(field=name), self.cr.savepoint() as savepoint:
                line[name] = CYRILLIC
                self._assert_refused(f"Item 1, {line._fields[name].string}")
                savepoint.rollback()
                self.env.invalidate_all()
        self._sql("UPDATE customs_visit_goods SET description = %s WHERE id = %s", CYRILLIC, line.id)
        self._sql(
            "UPDATE customs_origin_proof_line SET quantity_unit = %s WHERE id = %s",
            CYRILLIC,
            line.proof_line_id.id,
        )
        self._assert_refused("Item 1, Description")
        self._assert_refused("Item 1, " + line.proof_line_id._fields["quantity_unit"].string)

    def test_texts_of_premises(self):
        """RS16.10: address of the premises, and what was inspected there."""
        premises = self.case.premises_ids.with_user(self.officer)
        for name, where in (
            ("address", "Address of Dairy plant"),
            ("inspected", "What was inspected at Dairy plant"),
        ):
            with self.subTest(field=name), self.cr.savepoint() as savepoint:
                premises[name] = CYRILLIC
                self._assert_refused(where)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_position_of_a_member(self):
        """RS16.10: the position of a member is no name."""
        self.case.with_user(self.officer).member_ids[:1].position = CYRILLIC
        self._assert_refused("Position of")

    def test_obstruction(self):
        """RS16.10, RS16.8b: what is said of an obstruction."""
        self.case.with_user(self.officer).obstruction_ids = [
            Command.create({"happened_on": self.day(-39), "who": CYRILLIC, "description": CYRILLIC})
        ]
        self._assert_refused(f"Obstruction of {long_date(self.day(-39), 'en')}")

    def test_address_of_the_person(self):
        """RS16.10: an address in another script needs its Latin form."""
        person = self.case.verified_person_id
        person.street = CYRILLIC
        self._assert_refused(f"Address of {person.display_name}")
        person.customs_latin_address = "Proizvodstvo 1, Subotica, Serbia"
        self._approve()
        self.assertIn("Proizvodstvo 1", text_of(self.draft._pdf_report()))

    def test_address_of_an_authority(self):
        """RS16.10: the addresses in the header."""
        self.exporting.street = CYRILLIC
        self._assert_refused(f"Address of {self.exporting.display_name}")

    def test_names_are_names(self):
        """RS16.10: names of persons, firms and authorities are printed in their own script."""
        self.case.verified_person_id.customs_native_name = "Млекара Тест"
        self.exporting.native_name = "Тест царина Србије"
        self.case.with_user(self.officer).member_ids.filtered(lambda row: row.side == "exporting").write(
            {"native_first_name": "Ђорђе", "native_last_name": "Шћепановић"}
        )
        self._approve()
        text = text_of(self.draft._pdf_report())
        for name in (
            "Млекара Тест",
            "Тест царина Србије",
            "Ђорђе",
            "Шћепановић",
            "Đorđe",
            "Қожахметұлы",
            "Сынақ кеден органы",
        ):
            self.assertIn(name, text)

    def test_letters_of_science(self):
        """RS16.10: Latin with diacritics, digits and the signs of units are English enough."""
        self.draft.production_process = "Đurđevak cheese at 4 °C, 5 µm filter, 20 Ω, ½ litre – «fresh», № 7."
        self._approve()
        self.assertEqual(self.draft.state, "approved")


@tagged("post_install", "-at_install")
class TestApproval(ReportCase):
    """Whoever wrote does not approve; what is approved stays."""

    def test_only_a_supervisor_approves(self):
        """RS16.10: an officer cannot approve a report."""
        for user in (self.officer, self.officer_2):
            with self.refused("Only a supervisor", error=AccessError):
                self._approve(user)

    def test_who_wrote_in_any_part_does_not_approve(self):
        """RS16.10: one field, one row of the visit, one deleted row: whoever wrote it does not approve."""
        self.case.with_user(self.officer).obstruction_ids = [
            Command.create(
                {"happened_on": self.day(-39), "who": "The manager", "description": "Kept a store closed."}
            )
        ]
        premises = {
            "name": "Store",
            "address": "Industrijska 2",
            "inspected": "Stores",
            "inspected_on": self.day(-39),
        }
        member = {
            "first_name": "Ana",
            "last_name": "Anić",
            "position": "Inspector",
            "authority_id": self.exporting.id,
        }
        doors = {
            "text": lambda report, visit: report.write({"conclusion_text": "Changed."}),
            "goods": lambda report, visit: visit.goods_ids.write({"conclusion_reason": "Changed."}),
            "goods through the report": lambda report, visit: report.write(
                {"goods_ids": [Command.update(visit.goods_ids.id, {"conclusion_reason": "Changed."})]}
            ),
            "goods through the visit": lambda report, visit: visit.write(
                {"goods_ids": [Command.update(visit.goods_ids.id, {"production_found": "Changed."})]}
            ),
            "premises": lambda report, visit: visit.premises_ids.write({"inspected": "Changed."}),
            "premises added": lambda report, visit: visit.write({"premises_ids": [Command.create(premises)]}),
            "premises added through the report": lambda report, visit: report.write(
                {"premises_ids": [Command.create(premises)]}
            ),
            "obstruction": lambda report, visit: visit.obstruction_ids.write({"description": "Changed."}),
            "obstruction deleted": lambda report, visit: visit.obstruction_ids.unlink(),
            "member": lambda report, visit: visit.member_ids[:1].write({"position": "Changed"}),
            "member added": lambda report, visit: visit.write({"member_ids": [Command.create(member)]}),
        }
        for door, act in doors.items():
            with self.subTest(door=door), self.cr.savepoint() as savepoint:
                act(self.draft.with_user(self.supervisor), self.case.with_user(self.supervisor))
                with self.refused("You prepared "):
                    self._approve()
                self._approve(self.supervisor_2)
                self.assertEqual(self.draft.state, "approved")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_authors_cannot_be_written_off(self):
        """RS16.10: nobody takes a name off the list of those who wrote the report, or approves by hand."""
        self.draft.with_user(self.supervisor).place = "Novi Sad"
        values = {
            "author_ids": [Command.clear()],
            "approved_by_id": self.supervisor.id,
            "approved_at": "2026-01-01 00:00:00",
            "document_id": False,
            "superseded": True,
            "version": 7,
            "state": "approved",
            "name": "forged",
            "importing_authority_id": self.other_importing.id,
        }
        other = self.visited()
        for user in (self.officer, self.supervisor, self.env.user):
            for name, value in values.items():
                with self.subTest(field=name, user=user.login):
                    with self.refused("this is set by the button 'Approve' of the report"):
                        self.draft.with_user(user).write({name: value})
                    with self.refused("this is set by the button 'Approve' of the report"):
                        self.draft.with_user(user).create({"visit_id": other.id, name: value})
                    context = {f"default_{name}": value}
                    with self.cr.savepoint() as savepoint:
                        made = (
                            self.draft.with_user(user).with_context(**context).create({"visit_id": other.id})
                        )
                        self.assertEqual(
                            (made.state, made.version, made.approved_by_id.ids), ("draft", 1, [])
                        )
                        self.assertEqual(made.importing_authority_id, self.importing)
                        savepoint.rollback()
                        self.env.invalidate_all()

    def test_stays_with_its_visit(self):
        """RS16.10: a report, and each row that it prints, cannot be moved to another visit."""
        other = self.visited()
        with self.refused("cannot be moved to another visit"):
            self.draft.with_user(self.officer).visit_id = other
        for rows in (self.case.premises_ids, self.case.member_ids[:1], self.case.goods_ids):
            with self.refused("cannot be moved to another visit"):
                rows.with_user(self.officer).visit_id = other

    def test_stored_for_good(self):
        """RS16.10: the approved PDF is kept with its SHA-256 and never made again."""
        draft = self.draft._pdf_report()
        self.assertIn("DRAFT", text_of(draft).upper())
        self._approve()
        document = self.draft.document_id
        content = document._content()
        self.assertEqual(hashlib.sha256(content).hexdigest(), self.draft.sha256)
        self.assertTrue(document._is_unchanged())
        self.assertNotIn("DRAFT", text_of(content).upper())
        self.assertEqual(
            (self.draft.approved_by_id, document.approved_by_id), (self.supervisor, self.supervisor)
        )
        self.case.verified_person_id.name = "Renamed afterwards"
        self.supervisor.name = "Renamed too"
        self.importing.name = "Another name"
        self.env.invalidate_all()
        for record in (self.draft, self.case):
            self.assertEqual(record.with_user(self.officer)._pdf_report(), content)

    def test_stored_document_is_changed_by_nobody(self):
        """IT9: an approved document is neither changed nor deleted; a change behind its back is seen."""
        self._approve()
        document = self.draft.document_id
        for act in (
            lambda: document.sudo().write({"file": b"Zm9yZ2Vk"}),
            lambda: document.sudo().write({"sha256": "0" * 64}),
            lambda: document.sudo().unlink(),
            lambda: document.with_user(self.supervisor).write({"superseded": True}),
        ):
            with self.refused():
                act()
        file = self.env["ir.attachment"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("res_field", "=", "file")]
        )
        for act in (
            lambda: file.with_user(self.supervisor).unlink(),
            lambda: file.with_user(self.officer).write({"raw": b"x"}),
        ):
            with self.refused():
                act()
        forged = self.env["ir.attachment"].create({"name": "forged.pdf", "raw": b"%PDF-forged"})
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, db_datas = NULL WHERE id = %s",
            [forged.store_fname, file.id],
        )
        self.env.invalidate_all()
        self.assertFalse(document._is_unchanged())

    def test_approved_report_is_locked(self):
        """RS16.10: what an approved report says is changed by nobody, through no door."""
        self._approve()
        line, premises = self.case.goods_ids, self.case.premises_ids
        place = {
            "name": "Store",
            "address": "Industrijska 2",
            "inspected": "Stores",
            "inspected_on": self.day(-39),
        }
        trouble = {"happened_on": self.day(-39), "who": "X", "description": "Y"}
        official = {"first_name": "A", "last_name": "B", "position": "C", "authority_id": self.exporting.id}
        doors = {
            "place": lambda report, visit: report.write({"place": "Novi Sad"}),
            "conclusion": lambda report, visit: report.write({"conclusion": "not_complies"}),
            "position": lambda report, visit: report.write({"approver_position": "Changed"}),
            "goods": lambda report, visit: visit.goods_ids.write({"conclusion": "not_complies"}),
            "goods through the report": lambda report, visit: report.write(
                {"goods_ids": [Command.update(line.id, {"conclusion_reason": "Changed"})]}
            ),
            "goods through the visit": lambda report, visit: visit.write(
                {"goods_ids": [Command.update(line.id, {"production_found": "Changed"})]}
            ),
            "premises": lambda report, visit: visit.premises_ids.write({"inspected": "Changed"}),
            "premises added": lambda report, visit: visit.write({"premises_ids": [Command.create(place)]}),
            "premises deleted": lambda report, visit: premises.with_env(visit.env).unlink(),
            "premises through the report": lambda report, visit: report.write(
                {"premises_ids": [Command.delete(premises.id)]}
            ),
            "obstruction": lambda report, visit: visit.write({"obstruction_ids": [Command.create(trouble)]}),
            "member": lambda report, visit: visit.member_ids[:1].write({"last_name": "Changed"}),
            "member added": lambda report, visit: visit.write({"member_ids": [Command.create(official)]}),
            "member deleted": lambda report, visit: visit.member_ids[:1].unlink(),
            "report deleted": lambda report, visit: report.unlink(),
            "approved again": lambda report, visit: report.action_approve(),
        }
        for user in (self.officer, self.supervisor, self.supervisor_2):
            for door, act in doors.items():
                with self.subTest(door=door, user=user.login), self.refused():
                    act(self.draft.with_user(user), self.case.with_user(user))
        with self.refused("cannot be changed"):
            self.draft.with_user(self.supervisor).place = "Novi Sad"

    def test_costs_after_the_report(self):
        """RS16.13: costs are no part of the report and are entered as the bills come."""
        self._approve()
        own = self.case.member_ids.filtered(lambda member: member.side == "importing")
        self.case.with_user(self.officer).cost_ids = [Command.create({"member_id": own.id, "amount": 80.0})]
        self.assertEqual(len(self.case.cost_ids), 1)


@tagged("post_install", "-at_install")
class TestVersions(ReportCase):
    """A report that was wrong is superseded by another version; the first one stays as it was."""

    def test_next_version(self):
        """RS16.10: a supervisor withdraws the approval with a reason; the next version is written anew."""
        self._approve()
        content = self.draft.document_id._content()
        with self.refused("Only a supervisor can correct it"):
            self.case.with_user(self.officer).record_fact("report_approved_on", False, reason="Wrong goods")
        with self.refused("enter the reason"):
            self.case.with_user(self.supervisor).record_fact("report_approved_on", False)
        self.case.with_user(self.supervisor).record_fact("report_approved_on", False, reason="Wrong goods")
        new = self.case.report_id
        self.assertEqual((self.draft.state, self.draft.document_id.superseded), ("superseded", True))
        self.assertEqual((new.state, new.version, self.case.state), ("draft", 2, "visited"))
        self.assertEqual(new.production_process, self.draft.production_process)
        self.assertEqual(
            new.author_ids, self.draft.author_ids, "who withdraws an approval has written nothing"
        )
        new.with_user(self.officer).production_process = "Milk is pasteurised twice."
        with self.refused("cannot be changed"):
            self.draft.with_user(self.officer).place = "Novi Sad"
        with self.refused("cannot be changed"):
            self.draft.with_user(self.supervisor).action_approve()
        new.with_user(self.supervisor).action_approve()
        self.assertEqual((new.state, new.document_id.version), ("approved", 2))
        self.assertEqual(self.draft._pdf_report(), content)
        self.assertNotEqual(new.document_id._content(), content)
        self.assertTrue(new.name.endswith("/R-2"))
        self.assertEqual(self.case._pdf_report(), new.document_id._content())

    def test_rows_open_again(self):
        """RS16.10: with the approval withdrawn, what the report prints can be written again."""
        self._approve()
        self.case.with_user(self.supervisor).record_fact("report_approved_on", False, reason="Wrong goods")
        self.case.with_user(self.officer).premises_ids.inspected = "Ripening rooms only"
        self.case.with_user(self.officer).goods_ids.conclusion_reason = "Seen again."
        self.assertEqual(self.case.report_id._missing(), [])

    def test_sent_report_stands(self):
        """RS16.11: a report that was sent is not withdrawn before the sending is."""
        self._approve()
        self.record(self.case, "report_sent_on", 0)
        with self.refused(
            "cannot be withdrawn because later facts depend on it: Report sent to the verified person"
        ):
            self.case.with_user(self.supervisor).record_fact(
                "report_approved_on", False, reason="Wrong goods"
            )


@tagged("post_install", "-at_install")
class TestSending(ReportCase):
    """The approved report goes to the verified person."""

    def test_only_an_approved_report_is_sent(self):
        """RS16.11: a draft is not sent, nor recorded as sent."""
        with self.refused("The report must be approved before it is sent to the"):
            self.draft.with_user(self.officer).action_send()
        with self.refused("is not approved yet"):
            self.case.with_user(self.officer).action_send_report()
        with self.refused("record 'Report approved' first"):
            self.record(self.case, "report_sent_on", 0)

    def test_mail_to_the_verified_person(self):
        """RS16.11: the mail goes to the verified persons with the stored PDF, byte for byte."""
        second = self.person("Test Exporter d.o.o.", email="exporter@example.com")
        self.case.verified_person_id.email = "producer@example.com"
        self._sql(
            "UPDATE customs_verification_visit SET second_person_id = %s, verified_role = 'producer' "
            "WHERE id = %s",
            second.id,
            self.case.id,
        )
        self._approve()
        stored = self.draft.document_id._content()
        self.case.verified_person_id.name = "Renamed afterwards"
        self.importing.reports_by_mail = True
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send", lambda *_args, **_kwargs: True):
            self.draft.with_user(self.officer).action_send()
        persons = self.case.verified_person_id | second
        mails = self.env["mail.mail"].search([("model", "=", self.case._name), ("res_id", "=", self.case.id)])
        self.assertEqual(mails.recipient_ids, persons)
        for mail in mails:
            self.assertEqual(mail.attachment_ids.raw, stored)
            self.assertTrue(mail.attachment_ids.name.endswith(".pdf"))
        self.assertEqual((self.case.report_sent_on, self.case.state), (self.today, "done"))

    def test_obstruction_is_printed(self):
        """RS16.8b: obstruction goes into the report, with its day and the name."""
        self.case.with_user(self.officer).obstruction_ids = [
            Command.create(
                {
                    "happened_on": self.day(-39),
                    "who": "Plant Manager Petrović",
                    "description": "Kept the store closed.",
                }
            )
        ]
        self._approve()
        text = text_of(self.draft._pdf_report())
        for part in ("Plant Manager Petrović", "Kept the store closed.", long_date(self.day(-39), "en_US")):
            self.assertIn(part, text)

    def test_report_prints_what_the_law_asks(self):
        """RS16.10.1-RS16.10.8: the PDF prints each of the eight items."""
        self._approve()
        text = text_of(self.draft._pdf_report())
        for part in (
            "Қожахметұлы",
            "Chief Inspector",
            "Šćepanović",
            "Senior Customs Officer",
            self.case.verified_person_id.name,
            "White cheese in brine",
            "0406905000",
            "The capacity of the plant is lower than the exports.",
            "RS-VV-7",
            "Dairy plant",
            "Intake of milk, ripening rooms, stores",
            "Milk is pasteurised, renneted, cut, drained and salted.",
            "The goods were produced from local milk.",
        ):
            self.assertIn(part, text)

    def test_letter_without_a_report(self):
        """RS16.10: there is nothing to print before a report is begun."""
        visit = self.sent_visit()
        with self.assertRaisesRegex(UserError, "has no report yet"):
            visit.with_user(self.officer)._pdf_report()
