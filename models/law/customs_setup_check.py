from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..setup.roles import SUPERVISORS
from ..setup.setup_checks import DECIDE, OPEN, Check

_lt = LazyTranslate(__name__)

AUTHORITIES = "customs_verification.action_customs_authority"
# In which languages the addon speaks to people outside, beside English (docs/languages.md).
LANGUAGES = ("ru_RU", "sr@latin", "kk_KZ")

CHECKS = [
    Check(
        "own_authority",
        "house",
        _lt("Own authority"),
        _lt("Cases belong to an authority. A user without one sees no cases."),
        _lt("Configuration → Authorities: create it, tick Customs Authority and add its users."),
        AUTHORITIES,
        first_step=True,
        for_law=True,
    ),
    Check(
        "other_authority",
        "house",
        _lt("The other Party's authority"),
        _lt("Requests are addressed to it, using the exchanged contacts."),
        _lt("Configuration → Authorities: create it, tick Verification Authority and add its contacts."),
        AUTHORITIES,
        first_step=True,
        for_law=True,
    ),
    Check(
        "time_zones",
        "house",
        _lt("Time zones of the authorities"),
        _lt(
            "The authority's local date decides whether a last day has passed. At night, UTC is one day off."
        ),
        _lt("Set the time zone of each customs authority."),
        AUTHORITIES,
        first_step=True,
        for_law=True,
    ),
    Check(
        "supervisors",
        "house",
        _lt("Who is notified of overdue deadlines"),
        _lt("If a case has no supervisor, the authority's supervisor is notified of its overdue deadlines."),
        _lt("On each customs authority, name a supervisor who has that role."),
        AUTHORITIES,
        first_step=True,
        for_law=True,
    ),
    Check(
        "liaison",
        "house",
        _lt("Liaison officers of the other Party"),
        _lt("They answer requests on the portal. Without them, letters go by post."),
        _lt("Invite them from the page of their authority, or leave it as it is."),
        AUTHORITIES,
        first_step=True,
        for_law=True,
    ),
    Check(
        "unserved",
        "logins",
        _lt("Users with a role but no authority"),
        _lt("They cannot see any case."),
        _lt("Settings → Users: choose the authorities they serve, or remove the role."),
    ),
    Check(
        "law_not_verified",
        "law",
        _lt("Rules not compared with the official text"),
        _lt("A wrong number of days can invalidate a verification or cost a trader the preference."),
        _lt("Compare each with the official text, tick Verified, and name the source."),
        "customs_verification.action_customs_agreement",
        first_step=True,
        for_law=True,
    ),
    Check(
        "languages",
        "house",
        _lt("Languages for external users"),
        _lt("Emails, letters and the portal use a person's language once it is activated."),
        _lt("Settings → Translations → Languages: activate the languages of the people you write to."),
        "base.res_lang_act_window",
        first_step=True,
    ),
]


class CustomsSetupCheck(models.Model):
    """Authorities, their people, and the law."""

    _inherit = "customs.setup.check"

    @api.model
    def _checks(self):
        return [*super()._checks(), *CHECKS]

    def _own_authorities(self):
        """Return the customs authorities that somebody of the house serves."""
        authorities = self.env["customs.authority"].search([("is_customs_authority", "=", True)])
        return authorities.filtered(lambda authority: not all(authority.user_ids.mapped("share")))

    def _check_of_own_authority(self):
        return (
            self._nothing()
            if self._own_authorities()
            else (OPEN, self.env._("No customs authority has users."))
        )

    def _check_of_other_authority(self):
        others = self.env["customs.authority"].search([("is_verification_authority", "=", True)])
        if not others:
            return OPEN, self.env._("No verification authority was created.")
        bare = others.filtered(lambda authority: not authority.contact_ids and not authority.email)
        if bare:
            return OPEN, self.env._("Without a contact: %s.", self._named(bare.mapped("name")))
        return self._nothing()

    def _check_of_time_zones(self):
        authorities = self.env["customs.authority"].search(
            [("is_customs_authority", "=", True), ("tz", "in", ["UTC", "GMT", False])]
        )
        return (OPEN, self._named(authorities.mapped("name"))) if authorities else self._nothing()

    def _check_of_supervisors(self):
        group = self.env.ref(SUPERVISORS)
        problems = [
            authority.name
            for authority in self._own_authorities()
            if group not in authority.supervisor_id.all_group_ids or not authority.supervisor_id.active
        ]
        return (OPEN, self._named(problems)) if problems else self._nothing()

    def _check_of_liaison(self):
        others = self.env["customs.authority"].search([("is_verification_authority", "=", True)])
        without = others.filtered(lambda authority: not authority.user_ids)
        return (DECIDE, self._named(without.mapped("name"))) if without else self._nothing()

    def _unserved(self):
        users = self._with_groups("reader")
        return users.filtered(lambda user: not user.customs_authority_ids)

    def _check_of_unserved(self):
        users = self._unserved()
        return (OPEN, self._users_named(users)) if users else self._nothing()

    def _open_unserved(self):
        return self._open_users(self.sudo()._unserved(), self.env._("Users with a role but no authority"))

    def _check_of_law_not_verified(self):
        found = []
        for name, model in sorted(self.env.items()):
            if "verified" in model._fields and name.startswith("customs.") and not model._abstract:
                count = model.search_count([("verified", "=", False)])
                if count:
                    found.append(f"{self.env['ir.model']._get(name).name}: {count}")
        return (OPEN, "\n".join(found)) if found else self._nothing()

    def _check_of_languages(self):
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        missing = [code for code in LANGUAGES if code not in active]
        languages = self.env["res.lang"].with_context(active_test=False)
        names = languages.search([("code", "in", missing)]).mapped("name")
        return (DECIDE, self.env._("Not activated: %s.", self._named(names))) if missing else self._nothing()
