"""What the addon clears away when it is uninstalled, and Odoo does not know to be the addon's."""

import logging
import secrets

_logger = logging.getLogger(__name__)

ADDON = "customs_verification"
# Which languages the demonstration activated, so that it deactivates no other ones.
DEMO_LANGUAGES = f"{ADDON}.demo_languages"


def uninstall_hook(env):
    """End the demonstration's logins, put its languages back, and forget settings and marks of jobs."""
    _end_demo_logins(env)
    _put_languages_back(env)
    env["ir.config_parameter"].search([("key", "=like", f"{ADDON}.%")]).unlink()


def _end_demo_logins(env):
    """Archive the logins of the demonstration: their passwords stand in the README.

    Odoo deletes them afterwards where nothing else in the database refers to them. Their names are free then,
    so that the addon can be installed with its demonstration once more.
    """
    for user in _of_the_demo(env, "res.users"):
        user._end_keys("role")
        user._set_encrypted_password(user.id, user._crypt_context().hash(secrets.token_urlsafe(32)))
        user.write({"login": f"{user.login}#{user.id}", "active": False})
        _logger.info("The login %r of the demonstration has ended", user.login)


def _put_languages_back(env):
    """Deactivate the languages that the demonstration activated, and nobody uses by now."""
    codes = (env["ir.config_parameter"].get_param(DEMO_LANGUAGES) or "").split()
    partners = env["res.partner"].with_context(active_test=False)
    ours = _of_the_demo(env, "res.partner") | _of_the_demo(env, "res.users").partner_id
    for lang in env["res.lang"].search([("code", "in", codes)]):
        speakers = partners.search([("lang", "=", lang.code)])
        if speakers <= ours:
            speakers.lang = False
            lang.active = False


def _of_the_demo(env, model):
    rows = env["ir.model.data"].search(
        [("module", "=", ADDON), ("model", "=", model), ("name", "=like", "demo_%")]
    )
    return env[model].with_context(active_test=False).browse(rows.mapped("res_id")).exists()
