import hashlib
import logging
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL, config, str2bool
from odoo.tools.sql import make_index_name

from .res_users import DEMANDS, ROLES
from .roles import SYSTEM_ADMINISTRATORS
from .setup_checks import AREAS, DECIDE, OK, OPEN, PEOPLE_CHECKS, SERVER_CHECKS, SETTINGS

_logger = logging.getLogger(__name__)


COMPANY_NAMES = ("My Company", "YourCompany", "Your Company")

DEMO_USERS = ("base.user_demo", "base.demo_user0")

LOUD = re.compile(r"\bdebug", re.IGNORECASE)


class CustomsSetupCheck(models.Model):
    """A check of the setup with its last result, and what an administrator decided to leave as it is.

    Each room adds its checks by an override of ``_checks`` and a method ``_check_of_<code>`` for each, which
    returns the state and what was found.
    """

    _name = "customs.setup.check"
    _description = "Setup Check"
    _order = "sequence, id"
    _rec_name = "code"
    _acts_with_reason = ("leave_as_is",)

    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    area = fields.Selection(AREAS, required=True, readonly=True)
    is_first_step = fields.Boolean(readonly=True)
    for_law = fields.Boolean(readonly=True)
    state = fields.Selection(
        [(OPEN, "Open"), (DECIDE, "To decide"), (OK, "OK")], required=True, readonly=True
    )
    finding = fields.Text(readonly=True, help="Result of the last check.")
    checked_at = fields.Datetime(string="Last Check", readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="Fingerprint of the result. If the result changes, a new decision is needed."
    )
    decided_reason = fields.Text(string="Accepted as It Is", readonly=True)
    decided_fingerprint = fields.Char(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    decided_at = fields.Datetime(readonly=True)
    name = fields.Char(string="Check", compute="_compute_texts")
    why = fields.Text(string="Why It Matters", compute="_compute_texts")
    remedy = fields.Text(string="What to Do", compute="_compute_texts")
    can_open = fields.Boolean(compute="_compute_texts")

    _code_uniq = models.Constraint("UNIQUE(code)", "This check already exists.")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        checks = {check.code: check for check in self._checks()}
        for row in self:
            check = checks.get(row.code)
            row.name = check and row._translated(check.name)
            row.why = check and row._translated(check.why)
            row.remedy = check and row._translated(check.remedy)
            row.can_open = bool(check and (check.link or hasattr(row, f"_open_{check.code}")))

    @api.depends("name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name

    def _translated(self, text):
        return text._translate(self.env.lang or "en_US")

    # The check

    @api.model
    def _checks(self):
        """Return the checks, in the order in which they are shown."""
        return [*PEOPLE_CHECKS, *SERVER_CHECKS]

    @api.model
    def action_check(self):
        """Check all of it, and open the list."""
        self._check_all()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_setup_check"
        )

    @api.model
    def action_first_steps(self):
        """Check all of it, and open what a new authority sets up first."""
        self._check_all()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customs_verification.action_customs_first_steps"
        )

    @api.model
    def _check_all(self):
        """Make every check, as superuser, for an administrator who asked for it."""
        self._only_for_administrators()
        model = self.browse().sudo()
        rows = {row.code: row for row in model.search([])}
        checks = model._checks()
        for sequence, check in enumerate(checks, 1):
            values = model._look_at(check) | {
                "sequence": sequence,
                "area": check.area,
                "is_first_step": check.first_step,
                "for_law": check.for_law,
                "checked_at": fields.Datetime.now(),
            }
            row = rows.pop(check.code, None) or model.create({"code": check.code, **values})
            row._store_result(values)
        model.union(*rows.values()).unlink()

    def _store_result(self, values):
        """Write what was found; what was left as it is stays so while the same is found."""
        self.ensure_one()
        is_decided = values["state"] == DECIDE and self.decided_fingerprint == values["fingerprint"]
        self.write(values | ({"state": OK} if is_decided else {}))

    @api.model
    def _look_at(self, check):
        """Return the state and what is found, in the user's language; a check that fails is open."""
        method = f"_check_of_{check.code}"
        try:
            with self.env.cr.savepoint():
                state, finding = getattr(self, method)()
                in_english = finding
                if (self.env.lang or "en_US") != "en_US":
                    _state, in_english = getattr(self.with_context(lang="en_US"), method)()
        except Exception:  # pylint: disable=broad-exception-caught  # whatever it is, the others are checked
            _logger.exception("The setup check %s failed", check.code)
            state, finding = OPEN, self.env._("It could not be checked. See the server's log.")
            in_english = "failed"
        fingerprint = hashlib.sha256(in_english.encode()).hexdigest()
        return {"state": state, "finding": finding, "fingerprint": fingerprint}

    @api.model
    def _only_for_administrators(self):
        user = self.env.user
        if not (user.has_group(SYSTEM_ADMINISTRATORS) or user._has_customs_group("administrator")):
            raise AccessError(self.env._("Only an administrator can check the setup."))

    # What a person does with a check

    def action_open(self):
        """Open where it is set."""
        self.ensure_one()
        self.check_access("read")
        opener = getattr(self, f"_open_{self.code}", None)
        if opener:
            return opener()
        check = next((check for check in self._checks() if check.code == self.code), None)
        if not check or not check.link:
            raise UserError(self.env._('This cannot be set in the system. See "What to Do".'))
        return self.env["ir.actions.actions"]._for_xml_id(check.link)

    def leave_as_is(self, reason):
        """Decide that what is to be decided stays as it is, with the reason.

        It is asked anew as soon as something else is found.

        :raises AccessError: the user is no administrator
        :raises UserError: there is nothing to decide, or no reason
        """
        self.ensure_one()
        self._only_for_administrators()
        self.check_access("read")
        if self.state != DECIDE:
            raise UserError(self.env._("%s: there is nothing to decide.", self.name))
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason."))
        self.sudo().write(
            {
                "state": OK,
                "decided_reason": reason.strip(),
                "decided_fingerprint": self.sudo().fingerprint,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def take_up_again(self):
        """Take back that something stays as it is."""
        self.ensure_one()
        self._only_for_administrators()
        self.check_access("read")
        self.sudo().write(
            {
                "decided_reason": False,
                "decided_fingerprint": False,
                "decided_by_id": False,
                "decided_at": False,
            }
        )
        self._check_all()

    # What checks share

    @api.model
    def _named(self, names, limit=5):
        """Return names with commas between them, the first ones only, with how many more there are."""
        names = list(names)
        shown = ", ".join(names[:limit])
        more = len(names) - limit
        return self.env._("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown

    @api.model
    def _nothing(self):
        """What a check returns where nothing is to be done."""
        return OK, self.env._("OK")

    # Logins, their roles and rights.

    def _people(self):
        """Return the active people with a role here."""
        users = self.env["res.users"].search([("active", "=", True)])
        return users._with_customs_role().filtered(lambda user: not user._is_superuser())

    def _with_groups(self, *roles):
        groups = [self.env.ref(f"customs_verification.group_{role}").id for role in roles]
        users = self.env["res.users"].search([("all_group_ids", "in", groups)])
        return users.filtered(lambda user: not user._is_superuser())

    def _users_named(self, users):
        return self._named(users.sorted("login").mapped("login"))

    def _open_users(self, users, name):
        return users.browse()._get_records_action(
            name=name,
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            domain=[("id", "in", users.ids)],
            context={"active_test": False},
        )

    def _check_of_company(self):
        problems = []
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all  # a house has few
            if company.name in COMPANY_NAMES:
                problems.append(self.env._("The name is still “%s”.", company.name))
            if company.uses_default_logo:
                problems.append(self.env._("%s has no logo.", company.name))
            if not company.email:
                problems.append(self.env._("%s has no email address.", company.name))
        return (OPEN, "\n".join(problems)) if problems else self._nothing()

    def _check_of_roles(self):
        officers = self._with_groups("officer") - self._with_groups("supervisor")
        supervisors = self._with_groups("supervisor")
        if not officers or not supervisors:
            return OPEN, self.env._(
                "%(officers)s officers, %(supervisors)s supervisors.",
                officers=len(officers),
                supervisors=len(supervisors),
            )
        return self._nothing()

    def _without_second_factor(self):
        people = self._people() | self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref("base.group_erp_manager").ids)]
        )
        return people.filtered(
            lambda user: (
                not user._is_superuser()
                and any(map(user._is_meant_by_demand, DEMANDS))
                and not user._has_second_factor()
            )
        )

    def _check_of_second_factor(self):
        if not self.env.user._can_have_second_factor():
            return OPEN, self.env._("The app Two-Factor Authentication (auth_totp) is not installed.")
        lacking = self._without_second_factor()
        not_demanded = [key for key in DEMANDS.values() if not self._parameter(key)]
        if not not_demanded:
            return self._nothing()
        if lacking:
            return OPEN, self.env._(
                "Not required for all roles; users without one: %s.", self._users_named(lacking)
            )
        return DECIDE, self.env._("Everyone has one, but it is not required for all roles.")

    def _open_second_factor(self):
        lacking = self.sudo()._without_second_factor()
        if lacking and self.env.user.has_group("base.group_erp_manager"):
            return self._open_users(lacking, self.env._("Without a second factor"))
        return self.env["ir.actions.actions"]._for_xml_id(SETTINGS)

    def _demo_logins(self):
        """Return the active logins that came with demo data, and the administrator with Odoo's password."""
        rows = self.env["ir.model.data"].search(
            [
                ("module", "=", "customs_verification"),
                ("model", "=", "res.users"),
                ("name", "=like", "demo_user_%"),
            ]
        )
        users = self.env["res.users"].browse(rows.mapped("res_id")).exists()
        for xmlid in DEMO_USERS:
            users |= self.env.ref(xmlid, raise_if_not_found=False) or users
        users |= self.env["res.users"].search([("login", "=", "admin")]).filtered(_has_default_password)
        return users.filtered("active")

    def _check_of_demo_logins(self):
        users = self._demo_logins()
        return (OPEN, self._users_named(users)) if users else self._nothing()

    def _open_demo_logins(self):
        return self._open_users(self.sudo()._demo_logins(), self.env._("Logins of the demonstration"))

    def _check_of_sign_up(self):
        if self.env["res.users"]._get_signup_invitation_scope() == "b2c":
            return OPEN, self.env._("Anyone can sign up.")
        return self._nothing()

    def _check_of_password_reset(self):
        if str2bool(self._parameter("auth_signup.reset_password"), default=False):
            return DECIDE, self.env._("It is on.")
        return self._nothing()

    def _check_of_api_keys(self):
        keys = self.env["res.users.apikeys"].search(
            [("user_id", "in", self._people().ids), ("expiration_date", "=", False)]
        )
        if not keys:
            return self._nothing()
        names = sorted(f"{key.user_id.login}: {key.name}" for key in keys)
        return DECIDE, self._named(names)

    def _exporters(self):
        """Return those who may; administrators of the users could give themselves the right."""
        return self._with_groups(*ROLES).filtered(
            lambda user: (
                user._has_group("base.group_allow_export") and not user._has_group("base.group_erp_manager")
            )
        )

    def _check_of_export_right(self):
        users = self._exporters()
        return (DECIDE, self._users_named(users)) if users else self._nothing()

    def _open_export_right(self):
        return self._open_users(self.sudo()._exporters(), self.env._("People who may export"))

    def _template_editors(self):
        """Return who writes code in mail templates, beside administrators of the system, who write any."""
        group = self.env.ref("mail.group_mail_template_editor")
        users = self.env["res.users"].search([("all_group_ids", "in", group.ids)])
        return users.filtered(lambda user: not user._is_system())

    def _check_of_template_editors(self):
        users = self._template_editors()
        return (OPEN, self._users_named(users)) if users else self._nothing()

    def _open_template_editors(self):
        return self._open_users(
            self.sudo()._template_editors(), self.env._("People who may write code in mail templates")
        )

    def _mixed(self):
        return self._with_groups("officer").filtered(
            lambda user: user._has_customs_group("administrator") or user._has_group("base.group_erp_manager")
        )

    def _check_of_mixed_roles(self):
        users = self._mixed()
        return (DECIDE, self._users_named(users)) if users else self._nothing()

    def _open_mixed_roles(self):
        return self._open_users(self.sudo()._mixed(), self.env._("Administrators who also handle cases"))

    # The server, its database, and mail.

    def _parameter(self, key):
        return self.env["ir.config_parameter"].sudo().get_param(key) or ""

    def _check_of_base_url(self):
        address = self._parameter("web.base.url")
        if not address.startswith("https://"):
            return OPEN, self.env._("The address is %s.", address)
        return OK, address

    def _check_of_base_url_frozen(self):
        if not self._parameter("web.base.url.freeze"):
            return OPEN, self.env._("It changes at the next login of an administrator.")
        return self._nothing()

    def _check_of_proxy_mode(self):
        if config["proxy_mode"]:
            return self._nothing()
        if self._parameter("web.base.url").startswith("https://"):
            return OPEN, self.env._("The address is https, so there is a proxy, but proxy_mode is not set.")
        return DECIDE, self.env._("proxy_mode is not set.")

    def _check_of_database_list(self):
        return (OPEN, self.env._("list_db is on.")) if config["list_db"] else self._nothing()

    def _check_of_database_filter(self):
        if not (config["dbfilter"] or config["db_name"]):
            return OPEN, self.env._("Neither db_name nor dbfilter is set.")
        return self._nothing()

    def _check_of_master_password(self):
        if config.verify_admin_password("admin"):
            return OPEN, self.env._("It is still Odoo's default.")
        return self._nothing()

    def _check_of_developer_mode(self):
        modes = config["dev_mode"]
        return (OPEN, self.env._("On: %s.", ", ".join(modes))) if modes else self._nothing()

    def _check_of_log_level(self):
        loud = [
            text for text in (config["log_level"], *(config["log_handler"] or [])) if LOUD.search(text or "")
        ]
        return (OPEN, self.env._("On: %s.", ", ".join(loud))) if loud else self._nothing()

    def _check_of_workers(self):
        count = config["workers"]
        if not count:
            return DECIDE, self.env._("The server runs as one process.")
        return OK, self.env._("%s worker processes.", count)

    def _check_of_extensions(self):
        registry = self.env.registry
        problems = []
        if not registry.has_trigram:
            problems.append(self.env._("pg_trgm is missing."))
        if not registry.has_unaccent:
            problems.append(self.env._("unaccent is missing."))
        elif registry.has_unaccent != FunctionStatus.INDEXABLE:
            problems.append(self.env._("unaccent is not IMMUTABLE."))
        missing = self._missing_trigram_indexes()
        if missing:
            problems.append(self.env._("Indexes are missing: %s.", self._named(missing)))
        return (OPEN, "\n".join(problems)) if problems else self._nothing()

    def _missing_trigram_indexes(self):
        """Return the names of the indexes for searches in texts that our models want and do not have."""
        wanted = {
            make_index_name(model._table, field.name)
            for name, model in self.env.items()
            if name.startswith("customs.") and model._auto and not model._abstract
            for field in model._fields.values()
            if field.index == "trigram" and field.column_type and field.store
        }
        found = self.env.execute_query(
            SQL("SELECT indexname FROM pg_indexes WHERE indexname = ANY(%s)", sorted(wanted))
        )
        return sorted(wanted - {name for (name,) in found})

    def _check_of_neutralised(self):
        if self._parameter("database.is_neutralized"):
            return DECIDE, self.env._("This database is a neutralised copy.")
        return self._nothing()

    def _check_of_backup(self):
        return DECIDE, self.env._("The system cannot check this.")

    def _check_of_mail_server(self):
        if self.env["ir.mail_server"].search_count([], limit=1):
            return self._nothing()
        if config["smtp_server"] not in ("localhost", ""):
            return OK, config["smtp_server"]
        return OPEN, self.env._("No outgoing mail server is configured.")

    def _check_of_mail_failed(self):
        mails = self.env["mail.mail"]
        yesterday = fields.Datetime.now() - timedelta(days=1)
        failed = mails.search_count([("state", "=", "exception")])
        waiting = mails.search_count(
            [
                ("state", "=", "outgoing"),
                ("create_date", "<", yesterday),
                "|",
                ("scheduled_date", "=", False),
                ("scheduled_date", "<", yesterday),
            ]
        )
        if not failed and not waiting:
            return self._nothing()
        return OPEN, self.env._(
            "%(failed)s failed, %(waiting)s have been waiting for more than a day.",
            failed=failed,
            waiting=waiting,
        )


def _has_default_password(user):
    """Return whether the password is the one with which Odoo makes the first administrator."""
    cr = user.env.cr
    cr.execute("SELECT COALESCE(password, '') FROM res_users WHERE id = %s", [user.id])
    [hashed] = cr.fetchone()
    return bool(hashed) and user._crypt_context().verify("admin", hashed)
