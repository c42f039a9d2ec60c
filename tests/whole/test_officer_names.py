"""Which officer wrote it is told to no outsider and to no other authority, whichever way it is asked
(CU-A).
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.access import STAFF, AccessCase

OUTSIDE = ("person", "importer", "stranger", "liaison", "other_liaison")
PEOPLE = ("res.users",)


class NamesCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls.officer | cls.supervisor | cls.officer_2 | cls.supervisor_2 | cls.reader
        cls.file = cls.own["customs.file", "answered"]
        cls.letters = cls.env["customs.document"].union(
            *(row for (model, _which), row in cls.own.items() if model == "customs.document")
        )
        # Contacts and papers that officers have entered.
        cls.env.flush_all()
        for table in (
            "res_partner",
            "customs_file",
            "customs_document",
            "customs_task",
            "customs_preference_notice",
        ):
            cls.env.cr.execute(
                f'UPDATE "{table}" SET create_uid = %s, write_uid = %s', (cls.officer.id, cls.supervisor.id)
            )
        cls.env.invalidate_all(flush=False)

    def fields_of_people(self, model):
        """Return the fields of the model that name a user, and can be asked in SQL."""
        return [
            field.name
            for field in self.env[model]._fields.values()
            if field.type == "many2one" and field.comodel_name in PEOPLE and (field.store or field.search)
        ]

    def asked(self, roles):
        """Return (role, rows as that role, field) of all that names people where the role may look."""
        for role in roles:
            for model in sorted(self.env.registry):
                records = self.env[model].with_user(self.users[role])
                if (
                    records._abstract
                    or records._transient
                    or (not records._auto and model != "customs.incoming.request")
                ):
                    continue
                about = model.startswith("customs.") or (model == "res.partner" and role in OUTSIDE)
                if about and records.has_access("read"):
                    for name in self.fields_of_people(model):
                        yield role, records, name

    def own_rows(self, records):
        """Return the domain of what belongs to the case of the officers whose names are asked."""
        if records._name == "res.partner":
            return []
        name = "importing_authority_id"
        return [(name, "=", self.importing.id)] if name in records._fields else [("id", "=", 0)]

    def tell(self, call):
        self.env.invalidate_all()
        try:
            return call()
        except (AccessError, UserError, ValueError, NotImplementedError):
            return None


@tagged("post_install", "-at_install")
class TestNamesOfOfficers(NamesCase):
    def test_every_way(self):
        """CU-A: domains, groups, aggregates, orders, exports, copies and paths to the name tell nothing."""
        wrong, tried = [], 0
        names = {name for user in self.staff for name in (user.name, user.login)}
        numbers = set(self.staff.ids)
        for role, records, name in self.asked(("person", "liaison", "asked_officer", "other_officer")):
            domain = self.own_rows(records)
            tried += 1

            def found(value, operator="in", path=name, records=records, domain=domain):  # pylint: disable=dangerous-default-value
                return self.tell(lambda: records.search_count([*domain, (path, operator, value)]))

            def kept(value, operator="in", path=name, records=records, domain=domain):  # pylint: disable=dangerous-default-value
                condition = [(path, operator, value)]
                return self.tell(lambda: len(records.search(domain).filtered_domain(condition)))

            asked = {
                "in": (found(list(numbers)), found([self.foreign_officer.id])),
                "not in": (found(list(numbers), "not in"), found([self.administrator.id], "not in")),
                "ilike": (found(STAFF + "a", "ilike"), found("qqnever", "ilike")),
                "any": (
                    found([("login", "ilike", "test_")], "any"),
                    found([("login", "ilike", "qqno")], "any"),
                ),
                "not any": (
                    found([("login", "ilike", "test_")], "not any"),
                    found([("login", "ilike", "qqno")], "not any"),
                ),
                "path": (
                    found(STAFF + "a", "ilike", f"{name}.name"),
                    found("qqnever", "ilike", f"{name}.name"),
                ),
                "child_of": (found(self.officer.id, "child_of"), found(self.administrator.id, "child_of")),
                "name": (found(self.officer.name, "="), found("qqnever", "=")),
                "python": (kept(list(numbers)), kept([self.foreign_officer.id])),
                "python not in": (
                    kept(list(numbers), "not in"),
                    kept([self.administrator.id], "not in"),
                ),
                "python path": (
                    kept(STAFF + "a", "ilike", f"{name}.name"),
                    kept("qqnever", "ilike", f"{name}.name"),
                ),
            }
            wrong += [
                (role, records._name, name, way, *told) for way, told in asked.items() if told[0] != told[1]
            ]
            answers = {
                "group": lambda r=records, d=domain, n=name: r.formatted_read_group(d, [n], ["__count"]),
                "web group": lambda r=records, d=domain, n=name: r.web_read_group(d, [n], ["__count"]),
                "group by path": lambda r=records, d=domain, n=name: r.formatted_read_group(
                    d, [f"{n}.name"], ["__count"]
                ),
                "having": lambda r=records, d=domain, n=name: r.formatted_read_group(
                    d, [n], ["__count"], having=[("__count", ">", 0)]
                ),
                "array": lambda r=records, d=domain, n=name: r.formatted_read_group(
                    d, [], [f"{n}:array_agg"]
                ),
                "min": lambda r=records, d=domain, n=name: r.formatted_read_group(d, [], [f"{n}:min"]),
                "recordset": lambda r=records, d=domain, n=name: str(
                    r.formatted_read_group(d, [], [f"{n}:recordset"])
                ),
                "read": lambda r=records, d=domain, n=name: r.search_read(d, [n]),
                "web read": lambda r=records, d=domain, n=name: r.web_search_read(
                    d, {n: {"fields": {"display_name": {}, "login": {}}}}
                ),
                "export": lambda r=records, d=domain, n=name: r.search(d).export_data(
                    [n, f"{n}/name", f"{n}/.id"]
                ),
                "copy": lambda r=records, d=domain, n=name: [
                    row.get(n) for row in r.search(d).copy_data() if row
                ],
                "panel": lambda r=records, d=domain, n=name: r.search_panel_select_range(n, search_domain=d),
                "metadata": lambda r=records, d=domain, n=name: r.search(d).get_metadata(),
            }
            for way, call in answers.items():
                told = self.tell(call)
                if told is not None and (
                    any(word in str(told) for word in names) or self.names_one(told, name)
                ):
                    wrong.append((role, records._name, name, way, str(told)[:300]))
        self.assertGreater(tried, 20)
        self.assertNone(wrong)

    def names_one(self, told, name):
        """Tell whether the ids of officers stand in what was told of the field."""
        if isinstance(told, dict):
            return any(
                self.names_one(value, name) if not str(key).startswith(name) else self.is_officer(value)
                for key, value in told.items()
            )
        if isinstance(told, list | tuple):
            return any(self.names_one(part, name) for part in told)
        return False

    def is_officer(self, value):
        if isinstance(value, list | tuple):
            return any(map(self.is_officer, value))
        return not isinstance(value, bool) and value in self.staff.ids

    def test_order(self):
        """CU-A: an order by who wrote it is the order without it."""
        for role in ("asked_reader", "liaison", "person"):
            documents = self.env["customs.document"].with_user(self.users[role])
            for name in ("approved_by_id", "drawn_up_by_id"):
                for way in ("", " desc"):
                    rows = self.tell(
                        lambda documents=documents, order=name + way: documents.search([], order=order)
                    )
                    if rows is not None:
                        plain = documents.search([("id", "in", rows.ids)], order="id desc")
                        self.assertEqual(set(rows), set(plain))
        [early, late] = self.letters.filtered("sent_on").sorted("id")[:2]
        self.env.flush_all()
        asked = self.env["customs.document"].with_user(self.users["asked_reader"])
        domain = [("id", "in", asked.search([]).ids)]
        orders = []
        for one, other in ((self.officer, self.supervisor), (self.supervisor, self.officer)):
            for letter, user in ((early, one), (late, other)):
                self.env.cr.execute(
                    "UPDATE customs_document SET approved_by_id = %s WHERE id = %s", (user.id, letter.id)
                )
            self.env.invalidate_all(flush=False)
            orders.append(asked.search(domain, order="approved_by_id, id").ids)
        self.assertEqual(*orders)

    def test_question_of_the_finding(self):
        """CU-A: letters grouped by who approved them."""
        documents = self.env["customs.document"].with_user(self.users["asked_officer"])
        for name in ("approved_by_id", "drawn_up_by_id"):
            rows = documents.formatted_read_group([("direction", "=", "out")], [name], ["__count"])
            self.assertTrue(rows)
            self.assertFalse([row[name] for row in rows if row[name]])

    def test_own_authority(self):
        """The own authority sees, groups and filters by its people; the cache stays whole for everybody."""
        documents = self.env["customs.document"].with_user(self.reader)
        domain = [("importing_authority_id", "=", self.importing.id)]
        rows = documents.formatted_read_group(domain, ["approved_by_id"], ["__count"])
        self.assertIn(
            self.supervisor.id, [row["approved_by_id"] and row["approved_by_id"][0] for row in rows]
        )
        mine = documents.search([*domain, ("approved_by_id", "=", self.supervisor.id)])
        self.assertTrue(mine)
        self.assertEqual(
            documents.search([*domain, ("approved_by_id.name", "=", self.supervisor.name)]), mine
        )
        self.env.invalidate_all()
        asked = (
            self.env["customs.document"]
            .with_user(self.users["asked_reader"])
            .search([("id", "in", mine.ids)])
        )
        asked.read(["approved_by_id", "name"])
        self.assertEqual(asked.sudo().approved_by_id, self.supervisor)

    def test_own_people_elsewhere(self):
        """An authority knows who of its own wrote what it gave to another's case."""
        material = self.own["customs.document", "received"]
        file = material.file_ids
        files = self.env["customs.file"].with_user(self.users["liaison"])
        self.assertEqual(file.uploaded_by_id, self.users["liaison"])
        self.assertEqual(files.search([("uploaded_by_id", "=", self.users["liaison"].id)]), file)
        [row] = files.formatted_read_group([("id", "=", file.id)], ["uploaded_by_id"], ["__count"])
        self.assertEqual(row["uploaded_by_id"][0], self.users["liaison"].id)

    def test_no_field_is_forgotten(self):
        """CU-A: whatever names a user on a record that others read is closed to them or listed as a name."""
        for model in ("customs.document", "customs.file"):
            fields, names = self.env[model]._fields, list(self.fields_of_people(model))
            self.assertTrue(names, model)
            for name in names:
                closed = fields[name].groups == "."
                self.assertTrue(closed or name in self.env[model]._officer_fields, f"{model}.{name}")
