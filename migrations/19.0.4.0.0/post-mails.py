"""Mail templates are the new ones, unless somebody edited them; mails that wait or failed know their case.

Templates are never written over by an update. Those that nobody but the software wrote get their new text,
in all languages; an edited one keeps its words. The report is attached to no template any more: whether it
goes by mail is a setting of the authority.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, convert

_logger = logging.getLogger(__name__)

MODULE = "customs_verification"
FILES = (
    "mail_template_data.xml",
    "mail_template_task_data.xml",
    "mail_template_document_data.xml",
    "mail_template_invitation_data.xml",
    "mail_template_preference_data.xml",
)
# Templates that stood in another file before: "Reset Template" reads the file of which the database knows.
MOVED_FROM = "mail_template_task_data.xml"
MOVED = {
    "mail_template_document_ready": "mail_template_document_data.xml",
    "mail_template_invitation": "mail_template_invitation_data.xml",
}
KEPT = ("name", "subject", "body_html", "email_from", "partner_to", "email_to", "lang", "description")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _renew_templates(env)
    _name_their_files(cr)
    _let_mails_know_their_case(cr)


def _renew_templates(env):
    templates = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "mail.template")])
    templates = env["mail.template"].browse(templates.mapped("res_id")).exists()
    edited = templates.filtered(lambda template: template.write_uid.id != SUPERUSER_ID)
    columns = SQL(", ").join(map(SQL.identifier, KEPT))
    kept = env.execute_query(SQL("SELECT id, %s FROM mail_template WHERE id = ANY(%s)", columns, edited.ids))
    # Their old translations go: those of the new texts are loaded after this.
    for name in ("subject", "body_html"):
        column = SQL.identifier(name)
        env.cr.execute(
            SQL(
                "UPDATE mail_template SET %s = jsonb_build_object('en_US', %s->'en_US') WHERE id = ANY(%s)",
                column,
                column,
                (templates - edited).ids,
            )
        )
    env.invalidate_all()
    for name in FILES:
        convert.convert_file(env, MODULE, f"data/{name}", {}, mode="init", noupdate=True)
    env.flush_all()
    for template_id, *values in kept:
        changes = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), _stored(value))
            for name, value in zip(KEPT, values, strict=True)
        )
        env.cr.execute(SQL("UPDATE mail_template SET %s WHERE id = %s", changes, template_id))
    env.invalidate_all()
    templates.report_template_ids = False
    for template in edited:
        _logger.warning("The mail template %s was edited here: its words stay as they are", template.name)


def _stored(value):
    """Return a stored value as the database takes it back: translations are JSON."""
    from psycopg2.extras import Json  # noqa: PLC0415

    return Json(value) if isinstance(value, dict) else value


def _name_their_files(cr):
    """Templates know the file in which they stand now, edited ones as well."""
    for name, file in MOVED.items():
        cr.execute(
            """
            UPDATE mail_template template
               SET template_fs = %s
              FROM ir_model_data known
             WHERE known.module = %s AND known.model = 'mail.template' AND known.name = %s
               AND known.res_id = template.id AND template.template_fs = %s
            """,
            [f"{MODULE}/data/{file}", MODULE, name, f"{MODULE}/data/{MOVED_FROM}"],
        )


def _let_mails_know_their_case(cr):
    """Mails of former versions that failed or wait: of tasks, and of cases."""
    cr.execute(
        """
        UPDATE mail_mail mail
           SET customs_task_id = task.id, customs_res_model = task.res_model, customs_res_id = task.res_id
          FROM mail_message message
          JOIN customs_task task ON task.id = message.res_id
         WHERE message.id = mail.mail_message_id AND message.model = 'customs.task'
           AND mail.state IN ('exception', 'outgoing') AND mail.customs_res_model IS NULL
        """
    )
    cr.execute(
        """
        UPDATE mail_mail mail
           SET customs_res_model = message.model, customs_res_id = message.res_id
          FROM mail_message message
         WHERE message.id = mail.mail_message_id
           AND message.model IN ('customs.verification.visit', 'customs.verification.request')
           AND mail.state IN ('exception', 'outgoing') AND mail.customs_res_model IS NULL
        """
    )
