"""The setup checks of this room: what each is, why it matters, and what to do.

A method ``_check_of_<code>`` of `customs.setup.check` says how it is.
"""

from dataclasses import dataclass

from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)

OPEN, DECIDE, OK = "open", "decide", "ok"
AREAS = [
    ("house", "Authority"),
    ("law", "Law and Calendars"),
    ("logins", "Logins and Roles"),
    ("record", "Record and Files"),
    ("mail", "Mail"),
    ("server", "Server and Database"),
]
SETTINGS = "customs_verification.action_customs_settings"
GENERAL = "base_setup.action_general_configuration"
USERS = "base.action_res_users"
PARAMETERS = "base.ir_config_list_action"


@dataclass(frozen=True)
class Check:
    """A check of the setup; the method ``_check_of_<code>`` says how it is.

    ``link`` is the external id of the action where it is set; a method ``_open_<code>`` goes before it.
    """

    code: str
    area: str
    name: LazyGettext
    why: LazyGettext
    remedy: LazyGettext
    link: str = ""
    first_step: bool = False  # stands among the first steps of a new authority
    for_law: bool = False  # the administrator of the law sees it as well as that of the system


# Logins, their roles and rights
PEOPLE_CHECKS = [
    Check(
        "company",
        "house",
        _lt("Name, logo and address of the authority"),
        _lt(
            "They appear on the portal and in emails. Without them, people may think that a letter is forged."
        ),
        _lt("Settings → Companies: enter the authority's name, logo and email address."),
        "base.action_res_company_form",
        first_step=True,
    ),
    Check(
        "roles",
        "logins",
        _lt("People with roles"),
        _lt("Officers handle the cases, and a supervisor approves their documents. An authority needs both."),
        _lt("Settings → Users: give each user a role and the authorities they serve."),
        USERS,
        first_step=True,
    ),
    Check(
        "second_factor",
        "logins",
        _lt("Second factor at login"),
        _lt("Anyone who learns a password can open all cases of the authority from anywhere."),
        _lt(
            "Ask the people named here to set up a second factor (Actions → Invite to use two-factor "
            "authentication), then require it: Settings → Customs Verification → Logins."
        ),
        SETTINGS,
        first_step=True,
    ),
    Check(
        "demo_logins",
        "logins",
        _lt("Logins of the demonstration"),
        _lt("Their passwords are published in the manual, so anyone can log in with them."),
        _lt("Archive them. Create production databases without demo data."),
    ),
    Check(
        "sign_up",
        "logins",
        _lt("Free sign-up"),
        _lt(
            "By default, Odoo lets anyone create a portal login, even with another person's address, "
            "and look for weaknesses from there."
        ),
        _lt("Settings → Customer Account: On invitation."),
        GENERAL,
        first_step=True,
    ),
    Check(
        "password_reset",
        "logins",
        _lt("Password reset by email"),
        _lt(
            "Anyone who can read a mailbox can set a password, and the page shows whether an address "
            "has a login. A second factor helps against the first risk, a rate limit on the proxy "
            "against the second."
        ),
        _lt("Settings → Password Reset: switch it off, or keep it and require a second factor."),
        GENERAL,
    ),
    Check(
        "api_keys",
        "logins",
        _lt("API keys without an expiry date"),
        _lt("An API key allows remote calls without a second factor. A forgotten key can be misused."),
        _lt(
            "Remove keys that are not needed from the users named here and create new ones with an "
            "expiry date."
        ),
        USERS,
    ),
    Check(
        "export_right",
        "logins",
        _lt("People who may export"),
        _lt("An export takes whole registers of cases out of the authority at once."),
        _lt("Settings → Users: remove the export right from users who do not need it."),
    ),
    Check(
        "template_editors",
        "logins",
        _lt("People who may write code in mail templates"),
        _lt(
            "Words of a mail template are run as code by the software: they read every text of the database, "
            "confidential ones too. Odoo lets every employee write them at first."
        ),
        _lt(
            "Settings → Discuss: restrict the editing of mail templates, then take the right from those who "
            "still have it."
        ),
    ),
    Check(
        "mixed_roles",
        "logins",
        _lt("Administrators who also handle cases"),
        _lt("A user who sets rules and roles and also decides cases is not controlled by anyone."),
        _lt("Give administrators separate logins without the role of officer or supervisor."),
    ),
]
# The server, its database, and mail
SERVER_CHECKS = [
    Check(
        "base_url",
        "server",
        _lt("Address of the server"),
        _lt("Links in emails use this address. With http, passwords and letters can be read on the way."),
        _lt(
            "Put a reverse proxy with TLS before the server and set the system parameter web.base.url to its "
            "https address."
        ),
        PARAMETERS,
        first_step=True,
    ),
    Check(
        "base_url_frozen",
        "server",
        _lt("Fixed server address"),
        _lt(
            "Without web.base.url.freeze, each login of an administrator replaces the address with "
            "the one in the browser, even a fake one, and links in emails lead there."
        ),
        _lt("Add the system parameter web.base.url.freeze with the value True."),
        PARAMETERS,
    ),
    Check(
        "proxy_mode",
        "server",
        _lt("Proxy mode"),
        _lt(
            "Behind a proxy without proxy_mode, all visitors have the proxy's address: one who "
            "guesses passwords locks everyone out, and the logs identify nobody."
        ),
        _lt(
            "Set proxy_mode = True in the server's configuration file, and let the proxy set X-Forwarded-For."
        ),
    ),
    Check(
        "database_list",
        "server",
        _lt("List of databases"),
        _lt("With list_db, anyone can see the database names and open the database manager."),
        _lt("Set list_db = False in the server's configuration file."),
    ),
    Check(
        "database_filter",
        "server",
        _lt("Choice of database"),
        _lt("Without db_name or dbfilter, another database of the server may answer a request."),
        _lt("Set db_name, or dbfilter with the exact name, in the server's configuration file."),
    ),
    Check(
        "master_password",
        "server",
        _lt("Master password"),
        _lt("Anyone with the master password can copy, replace or delete the database."),
        _lt("Set admin_passwd in the server's configuration file to a long password of your own."),
    ),
    Check(
        "developer_mode",
        "server",
        _lt("Developer mode of the server"),
        _lt("With dev_mode the server exposes internal details and loads changed files at once."),
        _lt("Start the server without --dev."),
    ),
    Check(
        "log_level",
        "server",
        _lt("Content of the log"),
        _lt("At debug level, the server's log contains confidential texts and passwords."),
        _lt("Set log_level = info and remove DEBUG from log_handler."),
    ),
    Check(
        "workers",
        "server",
        _lt("Worker processes"),
        _lt(
            "With one process, a large printout or upload blocks all users, and limits on time and "
            "memory do not apply."
        ),
        _lt("Set workers in the server's configuration file, about two for each core and one more."),
    ),
    Check(
        "extensions",
        "server",
        _lt("Extensions of the database"),
        _lt(
            "Name searches use pg_trgm and unaccent. If indexes are missing after a restore, "
            "searches are slow."
        ),
        _lt(
            "As owner of the database: CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF "
            "NOT EXISTS "
            "unaccent; ALTER FUNCTION unaccent(text) IMMUTABLE; then update the addon "
            "(odoo -u customs_verification --stop-after-init)."
        ),
    ),
    Check(
        "neutralised",
        "server",
        _lt("Test copy"),
        _lt("A neutralised database sends no emails and runs no jobs, so nobody is reminded of deadlines."),
        _lt("Work in the original database."),
    ),
    Check(
        "backup",
        "server",
        _lt("Backup and tested restore"),
        _lt(
            "Evidence lost with a disk cannot be used in court. The system cannot check whether it "
            "is backed up."
        ),
        _lt(
            "Back up the database, files and outside log to another machine and test a restore. Then "
            "accept this check as it is, and note who tested it and when."
        ),
        first_step=True,
    ),
    Check(
        "mail_server",
        "mail",
        _lt("Mail server"),
        _lt("External persons are notified of tasks and last days by email."),
        _lt("Settings → Technical → Outgoing Mail Servers: add a server and test the connection."),
        "base.action_ir_mail_server_list",
        first_step=True,
    ),
    Check(
        "mail_failed",
        "mail",
        _lt("Emails not sent"),
        _lt(
            "Odoo does not resend failed emails automatically. The addressee knows nothing, and a "
            "period may be running."
        ),
        _lt("Open the emails, correct the reason stated in each, and send them again."),
        "mail.action_view_mail_mail",
    ),
]
