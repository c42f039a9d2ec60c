"""The number of queries does not grow with the page (design: Scale): 10 rows cost as many as 80."""

from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..common.cases import CustomsCase

FEW, MANY = 10, 80


@tagged("post_install", "-at_install")
class TestQueryCounts(CustomsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = cls._visits()
        cls.deadlines = cls.visits.sudo().deadline_ids
        cls.env.flush_all()

    @classmethod
    def _visits(cls):
        """Create visits of as many persons, two officers, each with a reminder; every other one sent."""
        values = cls.visit_values()
        goods = values.pop("goods_ids")
        persons = [cls.person(f"Producer {number} d.o.o.").id for number in range(2 * MANY)]
        officers = (cls.officer | cls.officer_2).ids
        visits = (
            cls.env["customs.verification.visit"]
            .with_user(cls.officer)
            .create(
                [
                    {
                        **values,
                        "goods_ids": goods,
                        "verified_person_id": person,
                        "officer_id": officers[no % 2],
                    }
                    for no, person in enumerate(persons)
                ]
            )
        )
        cls.approve(visits, days=-70)
        sent = visits[::2]
        sent.with_user(cls.officer)._record_facts({"request_sent_on": cls.today - timedelta(days=65)})
        for visit in visits:
            visit.activity_schedule("mail.mail_activity_data_todo", user_id=visit.officer_id.id)
        return visits

    def _count(self, call, *arguments):
        """Return the number of queries of ``call``: the server's caches warm, that of the records cold."""
        counts = []
        for _turn in range(3):  # the first fill the caches of rules and views
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call(*arguments)
            counts.append(self.env.cr.sql_log_count - before)
        return counts[-1]

    def _assert_does_not_grow(self, call, few, many):
        """Assert that ``call`` sends as many queries for ``few`` as for ``many``, for reader and officer."""
        for user in (self.reader, self.officer):
            counts = [self._count(call, self.env(user=user), size) for size in (few, many)]
            self.assertEqual(counts[0], counts[1], f"{call.__name__} as {user.login}: {counts} queries")
            self.assertGreater(counts[0], 0)

    def _specification(self, env, model, kind):
        """Return what the view of ``kind`` (list, kanban, form) reads."""
        arch = etree.fromstring(env[model].get_view(view_type=kind)["arch"])
        return self._of_arch(env, model, arch)

    def _of_arch(self, env, model, arch):
        found = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            field = env[model]._fields[node.get("name")]
            inner = node.find("list")
            if inner is not None:
                inner = etree.fromstring(
                    etree.tostring(inner)
                )  # on its own: its fields have no field above them
                found[field.name] = {"fields": self._of_arch(env, field.comodel_name, inner)}
            else:
                found[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        return found

    def _read_page(self, env, model, records, size):
        specification = self._specification(env, model, "list")
        page = env[model].web_search_read([("id", "in", records.ids)], specification, limit=size)
        self.assertEqual(len(page["records"]), size)

    def test_list_of_visits(self):
        """Design, Scale: the list of visits costs no query per row."""

        def visits(env, size):
            self._read_page(env, "customs.verification.visit", self.visits, size)

        self._assert_does_not_grow(visits, FEW, MANY)

    def test_register(self):
        """Design, Scale: the register of deadlines costs no query per row."""

        def register(env, size):
            self._read_page(env, "customs.deadline", self.deadlines, size)

        self.assertGreaterEqual(len(self.deadlines), MANY)
        self._assert_does_not_grow(register, FEW, MANY)

    def test_kanban_by_state(self):
        """Design, Scale: the kanban by state costs no query per card."""

        def kanban(env, size):
            groups = env["customs.verification.visit"].web_read_group(
                [("id", "in", self.visits[:size].ids)],
                ["state"],
                auto_unfold=True,
                unfold_read_specification=self._specification(env, "customs.verification.visit", "kanban"),
                unfold_read_default_limit=MANY,
            )["groups"]
            cards = [len(group.get("__records", [])) for group in groups if group["__count"]]
            self.assertEqual(cards, [size / 2, size / 2])

        self._assert_does_not_grow(kanban, FEW, MANY)

    def test_form(self):
        """Design, Scale: the form of a visit costs no query per line of goods."""
        proof = self.proof(line_ids=[Command.create(self.line_values(position=no + 1)) for no in range(MANY)])
        sizes = {}
        for size in (FEW, MANY):
            goods = [
                Command.create(
                    {"proof_line_id": line.id, "hs_code": line.hs_code, "description": line.description}
                )
                for line in proof.line_ids[:size]
            ]
            sizes[size] = self.sent_visit(proof=proof, goods_ids=goods)

        def form(env, size):
            visit = sizes[size].with_env(env)
            [values] = visit.web_read(self._specification(env, visit._name, "form"))
            self.assertEqual(len(values["goods_ids"]), size)

        self._assert_does_not_grow(form, FEW, MANY)

    def test_followers(self):
        """CU-A; Design, Scale: who sees which follower costs no query per follower, of cases and of firms."""
        people = (self.officer | self.supervisor).partner_id
        for records in (self.visits, self.visits.verified_person_id):
            self.assertGreaterEqual(len(records), MANY)
            records.message_subscribe(partner_ids=people.ids)

            def followers(env, size, records=records):
                some = records[:size].with_env(env)
                rows = env["mail.followers"].search_read(
                    [("res_model", "=", some._name), ("res_id", "in", some.ids)],
                    ["partner_id", "name", "email", "is_active"],
                )
                self.assertGreaterEqual(len(rows), size * len(people))
                some.read(["message_follower_ids", "message_partner_ids", "message_is_follower"])
                self.assertEqual(some.message_partner_ids & people, people)
                found = some.search([("message_partner_ids", "in", people.ids), ("id", "in", some.ids)])
                self.assertEqual(found, some)

            self._assert_does_not_grow(followers, FEW, MANY)

    def test_followers_of_one_case(self):
        """CU-A; Design, Scale: nor does a case with many followers, as the form asks for them."""
        sizes = {}
        for number, size in enumerate((FEW, MANY)):
            sizes[size] = self.visits[2 * number]  # both were sent
            people = self.visits.verified_person_id[:size] | self.officer.partner_id
            sizes[size].message_subscribe(partner_ids=people.ids)

        def followers(env, size):
            visit = sizes[size].with_env(env)
            store = Store().add(visit, [], as_thread=True, request_list=["followers"])
            self.assertTrue(store.get_result())
            visit.message_get_followers()

        self._assert_does_not_grow(followers, FEW, MANY)

    def test_recording_a_fact(self):
        """Design, The clock: one fact on many cases costs as many queries as on few."""
        waiting = self.visits.filtered("request_sent_on")
        counts = []
        for size in (1, FEW, MANY - FEW - 1):  # the first fills the caches of rules
            cases, waiting = waiting[:size].with_user(self.officer), waiting[size:]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases._record_facts({"request_acknowledged_on": self.today})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], f"{counts} queries")

    def _assert_list_does_not_grow(self, model, records):
        def page(env, size):
            self._read_page(env, model, records, size)

        page.__name__ = model
        self._assert_does_not_grow(page, FEW, MANY)

    def test_list_of_tasks(self):
        """Design, Scale: the list of tasks costs no query per row."""
        tasks = self.env["customs.task"].create(
            [
                {
                    "name": f"Ledger {visit.id}",
                    "question": "The ledger of materials.",
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "person_id": visit.verified_person_id.id,
                    "officer_id": visit.officer_id.id,
                    "due_on": self.day(9),
                }
                for visit in self.visits[:MANY]
            ]
        )
        self._assert_list_does_not_grow(tasks._name, tasks)

    def test_list_of_documents(self):
        """Design, Scale: the register of documents, with whom each was exchanged, costs no query per row."""
        documents = self.env["customs.document"].sudo()._behind_the_door()
        letters = documents.create(
            [
                {
                    "name": f"L/{visit.id}",
                    "res_model": visit._name,
                    "res_id": visit.id,
                    "approved_at": "2026-01-01 00:00:00",
                }
                for visit in self.visits[:MANY]
            ]
        )
        services = self.env["customs.service"].sudo()._behind_the_door()
        services.create(
            [
                {"document_id": letter.id, "addressee_id": visit.verified_person_id.id, "sent_on": self.today}
                for letter, visit in zip(letters, self.visits, strict=False)
            ]
        )
        self.assertTrue(all(letters.with_user(self.officer).mapped("correspondent")))
        self._assert_list_does_not_grow(letters._name, letters)

    def test_log_of_readings(self):
        """Design, Scale: the log of readings costs no query per row."""
        document = self.env["customs.document"].sudo()._behind_the_door()
        document = document.create(
            {"name": "L/1", "res_model": self.visits._name, "res_id": self.visits[0].id}
        )
        readings = self.env["customs.reading"].create(
            [
                {
                    "document_id": document.id,
                    "importing_authority_id": self.importing.id,
                    "user_id": (self.officer, self.officer_2)[number % 2].id,
                    "way": "opened",
                }
                for number in range(MANY)
            ]
        )
        counts = [
            self._count(self._read_page, self.env(user=self.supervisor), readings._name, readings, size)
            for size in (FEW, MANY)
        ]
        self.assertEqual(*counts)

    def test_pivot_of_the_register(self):
        """Design, Scale: the pivot, put in order after counting, shows what the groups of the list show."""
        self.env["customs.deadline"].search([], limit=1).sudo().officer_id = False
        deadlines = self.env["customs.deadline"].with_user(self.supervisor)
        for groupby in (
            ["officer_id"],
            ["rule_id", "officer_id"],
            ["due_on:month"],
            ["due_on:month", "rule_id"],
        ):
            order = ", ".join(groupby)
            expected = deadlines._read_group([], groupby, ["__count"], order=order)
            self.assertGreater(len(expected), 1)
            sets = [(), tuple(groupby)]
            total, found = deadlines._read_grouping_sets([], sets, ["__count"], order=order)
            self.assertEqual(found, expected)
            self.assertEqual(total, [(sum(row[-1] for row in expected),)])

    def test_overdue_register_reads_its_index(self):
        """Design, The clock: the overdue register is read from the index of open deadlines, in its order."""
        deadlines = self.env["customs.deadline"].with_user(self.officer)
        query = deadlines._search(deadlines._late_domain(), order=deadlines._order, limit=MANY)
        # A small table is read whole and sorted; with those ways closed, only an index in order is left.
        for way in ("seqscan", "bitmapscan", "sort"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(f"enable_{way}")))
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertRegex(plan, "using customs_deadline_open_(due|authority)_idx")
