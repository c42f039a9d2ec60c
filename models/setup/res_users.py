import base64
import logging
import os
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

ROLES = ("reader", "officer", "supervisor", "administrator")


# A role -> the parameter that demands a second factor of it, and who is meant.
DEMANDS = {
    "officer": "customs_verification.second_factor_officer",
    "supervisor": "customs_verification.second_factor_supervisor",
    "administrator": "customs_verification.second_factor_administrator",
    "liaison": "customs_verification.second_factor_liaison",
}

LOGIN = "customs_login"  # in the session: when and how somebody logged in

_logger = logging.getLogger(__name__)

# What gives or takes a role, or a login altogether; the rooms below add to it.
OF_A_ROLE = {"group_ids", "active", "partner_id"}


class ResUsers(models.Model):
    """Who of the users of the ERP has a role here; the rooms below know more of them."""

    _inherit = "res.users"

    def _with_customs_role(self):
        """Return those of these users, as superuser, who have a role in this addon, inside or outside.

        Archived ones as well: they have it again once they are taken back.
        """
        return self.sudo().filtered(lambda user: any(map(user._has_customs_group, ROLES)))

    def _has_customs_group(self, role):
        return self._has_group(f"customs_verification.group_{role}")

    # A second factor at login, demanded of whole roles (docs/decisions/0014-logins.md).
    #
    # The factor itself is Odoo's own: the code of an app (``auth_totp``), or a passkey (``auth_passkey``).

    def authenticate(self, credential, user_agent_env):
        """Log in; the session keeps when that was, and whether it was by a passkey, which is two factors."""
        info = super().authenticate(credential, user_agent_env)
        if request:
            request.session[LOGIN] = {"at": time.time(), "strong": info.get("mfa") == "skip"}
        return info

    def _rpc_api_keys_only(self):
        """Of whom a second factor is demanded, a password alone opens no remote calls: an API key does."""
        return self._is_second_factor_demanded() or super()._rpc_api_keys_only()

    def _is_second_factor_demanded(self):
        """Return whether this user has a role of which the settings demand a second factor."""
        self.ensure_one()
        if self._is_superuser() or not self._can_have_second_factor():
            return False
        parameters = self.env["ir.config_parameter"].sudo()
        wanted = [role for role, key in DEMANDS.items() if parameters.get_param(key)]
        return bool(wanted) and any(map(self.sudo()._is_meant_by_demand, wanted))

    def _is_meant_by_demand(self, role):
        """Return whether the demand of a role means this user; who may give roles is an administrator."""
        if role == "administrator":
            return self._has_customs_group(role) or self._has_group("base.group_erp_manager")
        if role == "officer":
            return self._has_customs_group("reader")
        return role == "supervisor" and self._has_customs_group(role)

    def _can_have_second_factor(self):
        """Return whether codes of an app are there at all: ``auth_totp`` may have been uninstalled."""
        return "totp_secret" in self._fields

    def _is_offered_second_factor(self):
        """Return whether this user outside is reminded on the portal that a second factor can be had."""
        self.ensure_one()
        return (
            self.share
            and self._can_have_second_factor()
            and not self._has_second_factor()
            and self.sudo()._is_meant_by_demand("liaison")
        )

    def _has_second_factor(self):
        """Return whether this user is asked for the code of an app at login.

        Odoo's codes by mail are none: who reads the mailbox can set a new password as well.
        """
        self.ensure_one()
        return self._can_have_second_factor() and self.sudo().totp_enabled

    def _lacks_second_factor(self, session):
        """Return whether this user, in this session, has to set up a second factor before anything else."""
        if not self._is_second_factor_demanded() or self._has_second_factor():
            return False
        return not (session.get(LOGIN) or {}).get("strong")

    def _second_factor_wizard(self):
        """Return Odoo's own form with the key for this user's app: the same one for an hour, as superuser."""
        self.ensure_one()
        wizards = self.env["auth_totp.wizard"].sudo()
        since = fields.Datetime.now() - timedelta(hours=1)
        found = wizards.search(
            [("user_id", "=", self.id), ("secret", "not in", [False, ""]), ("create_date", ">", since)],
            order="id desc",
            limit=1,
        )
        if found:
            return found
        secret = base64.b32encode(os.urandom(20)).decode()  # 160 bits, as Odoo has it
        blocks = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return wizards.create({"user_id": self.id, "secret": blocks})

    # API keys and trusted browsers of people with a role here end with the password and with the role.
    #
    # Odoo lets a key live on when the password is changed because somebody else may know it: but then
    # somebody else may have made the key.

    def _set_password(self):
        """Set the password: by the person, by a link for a new one, or by an administrator."""
        result = super()._set_password()
        self._key_holders()._with_customs_role()._end_keys("password")
        return result

    def write(self, vals):
        if self._of_a_role().isdisjoint(vals):
            return super().write(vals)
        with self._ending_keys_of_leavers():
            return super().write(vals)

    def _of_a_role(self):
        """Return the fields on which a role depends."""
        return OF_A_ROLE

    @contextmanager
    def _ending_keys_of_leavers(self):
        """Whoever has no role here any more after what is done inside has no API key any more either."""
        holders = self._key_holders()._with_customs_role()
        yield
        if holders:
            self.env.flush_all()
            still = holders.exists()
            (still - still._with_customs_role().filtered("active"))._end_keys("role")

    def _key_models(self):
        """Yield the models of secrets that let somebody in: keys, and browsers that need no second factor."""
        for name in ("res.users.apikeys", "auth_totp.device"):
            if name in self.env:
                yield self.env[name].sudo()

    def _key_holders(self):
        """Return those of these users, as superuser, who have a key or a trusted browser."""
        ids = set()
        for keys in self._key_models():
            ids.update(keys.search([("user_id", "in", self.ids)]).user_id.ids)
        return self.sudo().browse(sorted(ids))

    @api.model
    def _all_key_holders(self):
        """Return all who have a key or a trusted browser, as superuser: few among many users."""
        tables = SQL(" UNION ").join(
            SQL("SELECT user_id FROM %s", SQL.identifier(keys._table)) for keys in self._key_models()
        )
        return self.sudo().browse(sorted(user_id for (user_id,) in self.env.execute_query(tables)))

    def _end_keys(self, reason):
        """Remove all keys of these users; each is told by mail, and the server's log as well."""
        for user in self.sudo():
            names = []
            for keys in user._key_models():
                found = keys.search([("user_id", "=", user.id)])
                if found._name == "res.users.apikeys":
                    names += found.mapped("name")
                found.unlink()
            _logger.info(
                "API keys and trusted browsers of %r (#%d) ended (%s): %d keys, by %r (#%d)",
                *(user.login, user.id, reason, len(names), self.env.user.login, self.env.uid),
            )
            if names:
                user.with_context(lang=user.lang)._notify_of_ended_keys(reason, names)
        if self:
            # A key that was used lately is known to every worker (``_check_uid_passwd``).
            self.env.registry.clear_cache()
            self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def _notify_of_ended_keys(self, reason, names):
        """Write to the person which keys ended, and why."""
        self.ensure_one()
        keys = ", ".join(names)
        if reason == "password":
            text = self.env._(
                "Your password was changed. The API keys of your account were deleted: %s. Create new "
                "ones if you still need them.",
                keys,
            )
        else:
            text = self.env._(
                "You no longer have a role in customs verification. The API keys of your account were "
                "deleted: %s.",
                keys,
            )
        self._notify_security_setting_update(
            subject=self.env._("API keys of your account deleted"), content=text, suggest_password_reset=False
        )
