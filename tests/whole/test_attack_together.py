"""Attacks in two steps: somebody does something to a contact, a login, a file or a message; then others look.

Nobody who does not run a case can make anybody else see more of it, or less. Tried as all who are foreign to
the case, with all they could write: what the others see is the same before and after.
"""

# pylint: disable=translation-required  # what a test writes is not translated

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.access import VISIT
from ..common.attack_asking import Asking

# Who does it, and who looks afterwards.
ACTORS = (
    "other_officer",
    "other_supervisor",
    "asked_officer",
    "employee",
    "person",
    "importer",
    "stranger",
    "liaison",
)
WATCHERS = (
    "person",
    "importer",
    "stranger",
    "liaison",
    "other_liaison",
    "reader",
    "asked_reader",
    "employee",
)
CARRIERS = (
    "reader",
    "officer",
    "supervisor",
    "asked_officer",
    "other_officer",
    "employee",
    "person",
    "liaison",
)
SEEN = (
    "customs.task",
    "customs.task.answer",
    "customs.file",
    "customs.document",
    "customs.preference.notice",
    "customs.incoming.request",
)


def _of_what(file):
    return f"{file.res_model} {file.res_id} {file.res_field or ''} ({file.id})"


@tagged("post_install", "-at_install")
class TestTogether(Asking):
    def setUp(self):
        super().setUp()
        self.start_asking()
        self.firm, self.importer_firm = self.own_people["firm"], self.own_people["importer"]
        self.contact = self.users["person"].partner_id
        self.stranger = self.users["stranger"].partner_id

    # What is done

    def acts_on_contacts(self):
        """Everything that decides for whom a contact stands, on the firm, its contact and the stranger."""
        own = (self.firm, self.importer_firm, self.contact)
        values = [
            (self.stranger, {"parent_id": self.firm.id}),
            (self.stranger, {"parent_id": self.importer_firm.id}),
            (self.stranger.parent_id, {"parent_id": self.firm.id}),
            (self.stranger.parent_id, {"parent_id": self.firm.id, "is_company": False}),
            (self.firm, {"child_ids": [Command.link(self.stranger.id)]}),
            (self.firm, {"user_ids": [Command.link(self.users["stranger"].id)]}),
            (self.contact, {"user_ids": [Command.link(self.users["stranger"].id)]}),
            *((one, {"parent_id": self.stranger.parent_id.id, "is_company": False}) for one in own),
            *((one, {"parent_id": False}) for one in own),
            *((one, {"active": False}) for one in own),
            *((one, {"is_company": not one.is_company}) for one in own),
            *((one, {"company_type": "person"}) for one in own),
            (self.firm, {"child_ids": [Command.clear()]}),
            (self.firm, {"child_ids": [Command.delete(self.contact.id)]}),
            (self.users["liaison"].partner_id, {"active": False}),
        ]
        for record, vals in values:
            yield f"write {vals}", "res.partner", "write", (record.ids, vals)
            yield f"web_save {vals}", "res.partner", "web_save", (record.ids, vals, {})
        for record in own:
            yield "unlink", "res.partner", "unlink", (record.ids,)
            yield "archive", "res.partner", "action_archive", (record.ids,)
            yield (
                "load",
                "res.partner",
                "load",
                ([".id", "parent_id/.id"], [[str(record.id), str(self.stranger.id)]]),
            )
        yield (
            "load",
            "res.partner",
            "load",
            ([".id", "parent_id/.id"], [[str(self.stranger.id), str(self.firm.id)]]),
        )

    def acts_on_logins(self):
        stranger, contact = self.users["stranger"], self.users["person"]
        for user, vals in (
            (stranger, {"partner_id": self.contact.id}),
            (stranger, {"parent_id": self.firm.id}),
            (stranger, {"customs_authority_ids": [Command.link(self.exporting.id)]}),
            (stranger, {"customs_authority_ids": [Command.link(self.importing.id)]}),
            (contact, {"active": False}),
            (contact, {"partner_id": self.stranger.id}),
            (self.users["liaison"], {"customs_authority_ids": [Command.clear()]}),
        ):
            yield f"write {sorted(vals)}", "res.users", "write", (user.ids, vals)
        for who in ("stranger", "liaison"):
            link = {"user_ids": [Command.link(self.users[who].id)]}
            yield "authority", "customs.authority", "write", (self.importing.ids, link)

    def chains(self):
        """What takes several calls: each a function of the environment of who does it."""

        def merge(env):
            wizard = env["base.partner.merge.automatic.wizard"].create(
                {
                    "partner_ids": [Command.set([self.firm.id, self.stranger.parent_id.id])],
                    "dst_partner_id": self.firm.id,
                }
            )
            wizard.action_merge()

        def invite_as_portal(env):
            wizard = env["portal.wizard"].with_context(active_ids=self.firm.ids).create({})
            wizard.user_ids.action_grant_access()

        def take_from_portal(env):
            wizard = env["portal.wizard"].with_context(active_ids=self.contact.ids).create({})
            wizard.user_ids.action_revoke_access()

        def invite(env):
            visit = env[VISIT].browse(self.foreign[VISIT, "draft"].id)
            visit.invite_contact(self.firm.id, "Stranger", self.stranger.email or "s@example.com")

        def invite_wizard(env):
            visit = self.foreign[VISIT, "draft"]
            values = {"res_model": VISIT, "res_id": visit.id, "name": "S", "email": "s@example.com"}
            env["customs.invite.person"].create({**values, "person_id": self.firm.id}).action_invite()

        def contact_of_it(env):
            env["res.partner"].create(
                {
                    "name": "X",
                    "parent_id": self.firm.id,
                    "user_ids": [Command.link(self.users["stranger"].id)],
                }
            )

        return {
            one.__name__: one
            for one in (merge, invite_as_portal, take_from_portal, invite, invite_wizard, contact_of_it)
        }

    # What is seen

    def seen(self):
        """Return (role, model) -> ids that the role finds."""
        seen = {}
        for role in WATCHERS:
            for model in SEEN:
                records = self.env(user=self.users[role], su=False)[model]
                seen[role, model] = set(records.search([]).ids) if records.has_access("read") else set()
        return seen

    def open_files(self):
        """Return which files are open to everybody."""
        files = self.env["ir.attachment"].sudo().search([("public", "=", True), ("id", "!=", False)])
        return {("everybody", "files"): set(files.mapped(_of_what))}

    def _try_act(self, role, what, act, look, after=None):
        """Do it as a role; compare what others see; take it back."""
        cr, kind = self.env.cr, what.split(" ")[0]
        self.env.flush_all()
        cr.execute("SAVEPOINT asked")
        self.env.invalidate_all(flush=False)
        try:
            try:
                act(self.as_of_a_request(role))
                self.env.flush_all()
            except Exception as error:  # pylint: disable=broad-exception-caught  # it was not done
                self.counts[role, kind, type(error).__name__] += 1
                return
            self.counts[role, kind, "done"] += 1
            self.env.transaction.default_env = self.env
            self._forget()
            for problem in self._changes(role, look()):
                self.note(role, kind, "", problem, what)
            for problem in after() if after else ():
                self.note(role, kind, "", problem, what)
        finally:
            self._take_back(cr)
            self._forget()

    def _forget(self):
        """Let nothing that was kept answer in the place of the database."""
        self.env.invalidate_all(flush=False)
        self.env["ir.rule"]._forget_domains()

    def _changes(self, role, after):
        for key, ids in after.items():
            more, less = ids - self.before[key], self.before[key] - ids
            if key[0] != role and more:
                yield f"{key[0]} sees more of {key[1]}: {sorted(more)}"
            if key[0] != role and less:
                yield f"{key[0]} sees less of {key[1]}: {sorted(less)}"

    def test_others_see_the_same(self):
        """CU-A: no act of somebody foreign to a case lets anybody see more of it, or less."""
        self.before = self.seen()
        self.assertTrue(self.before["person", "customs.task"])
        for role in ACTORS:
            for what, model, method, args in (*self.acts_on_contacts(), *self.acts_on_logins()):
                self._try_act(
                    role,
                    f"{model}.{what}",
                    lambda env, m=model, c=method, a=args: self._call(env, m, c, a),
                    self.seen,
                )
            for name, chain in self.chains().items():
                self._try_act(role, name, chain, self.seen)
        self.assert_no_problems()

    def _call(self, env, model, method, args):
        if method in ("load",):
            result = env[model].load(*args)
            if not result["ids"]:
                raise ValueError(result["messages"])
            return
        ids, *more = args
        getattr(env[model].browse(ids), method)(*more)

    # Files

    def test_files_are_not_carried_out(self):
        """RSM26, CU-A: a file of a case is copied nowhere, made public by nobody, given no key."""
        self.before = self.open_files()
        self.last = max(self.env["ir.attachment"].sudo().search([("id", "!=", False)]).ids)
        with_key = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"open"})
        with_key.generate_access_token()
        self.assertEqual(self._by_key(with_key), b"open")
        loose = {"res_model": False, "res_id": False, "res_field": False}
        files = self.env["ir.attachment"].sudo().browse(self.planted_attachments())
        # What is noted on a contact is the contact book's; what is said of the law is no case's.
        files = files.filtered(
            lambda file: file.res_model.startswith("customs.") and (file.res_model, "law") not in self.law
        ).ids
        for number, role in enumerate(CARRIERS):
            for file in files[number % 4 :: 4]:
                for what, act in self._ways_out(file, loose).items():
                    self._try_act(role, f"{what} {file}", act, self.open_files, self._carried)
        self.assert_no_problems()

    def _ways_out(self, number, loose):
        def on(env):
            return env["ir.attachment"].browse(number)

        def posted(env):
            partner = env.user.partner_id
            return partner.message_post(body="x", attachment_ids=[number]).attachment_ids

        def composed(env):
            wizard = env["mail.compose.message"].create(
                {
                    "model": "res.partner",
                    "res_ids": str(env.user.partner_id.ids),
                    "attachment_ids": [Command.link(number)],
                }
            )
            return wizard.attachment_ids

        return {
            "copy": lambda env: on(env).copy(),
            "copied loose": lambda env: on(env).copy(default=loose),
            "copied public": lambda env: on(env).copy(default={**loose, "public": True}),
            "made public": lambda env: on(env).write({"public": True}),
            "moved": lambda env: on(env).write(
                {"res_model": "res.partner", "res_id": env.user.partner_id.id, "res_field": False}
            ),
            "loosed": lambda env: on(env).write(loose),
            "given a key": lambda env: on(env).generate_access_token(),
            "posted": posted,
            "composed": composed,
        }

    def _carried(self):
        """Yield what is held elsewhere, or opened by a key, of what belongs to a case."""
        files = self.env["ir.attachment"].sudo()
        new = files.search([("id", ">", self.last), ("id", "!=", False)])
        keyed = files.search([("access_token", "!=", False), ("id", "!=", False)])
        for word, contents in (
            ("a copy", [file.raw or b"" for file in new]),
            ("by its key", [self._by_key(file) for file in keyed]),
        ):
            for secret in set().union(*map(self.secrets.found_in, contents)):
                if secret.model.startswith("customs.") and secret.which != "law":
                    yield f"{word} {secret.model} {secret.field}: {secret}"

    def _by_key(self, file):
        """Return what a visitor gets who has the key of a file."""
        binary = self.env(user=self.users["public"], su=False)["ir.binary"]
        try:
            return binary._find_record(res_id=file.id, access_token=file.access_token).sudo().raw
        except UserError:
            return b""
