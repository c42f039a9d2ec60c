"""The two cases of `AccessCase`, with a secret of its own in every text, chatter and file of them.

What a field of a record cannot hold is named in `CANNOT_HOLD`, with the reason.
"""

import hashlib
import json
import os
import random

from .access import AccessCase
from .attack_secrets import Words, file_of
from .attack_visible import may_see
from .cases import PASSWORD

SEED = int(os.environ.get("CUSTOMS_FUZZ_SEED") or 19)

# name of a field -> why it holds no word of people
CANNOT_HOLD = {
    "res_model": "the name of a model, by which the software finds the case",
    "fact": "the name of a fact, by which the software finds it",
    "label": "the name of a fact, as the software words it",
    "trigger": "the key by which a proposal is made once",
    "tz": "the name of a time zone",
    "hs_code": "digits of a tariff",
    "hs_prefix": "digits of a tariff",
    "sha256": "a hash",
    "document_sha256": "a hash",
    "previous_hash": "a hash",
    "hash": "a hash",
    "fact_head": "a hash",
    "mimetype": "the type of a file",
    "characteristics_key": "the key of the characteristics, by which goods are compared",
    "key": "the key of a line of an import",
    "lang": "the code of a language",
    "code": "a short code of the law",
}
# What one may write about a contact.
OF_CONTACTS = (
    "name",
    "email",
    "phone",
    "street",
    "street2",
    "city",
    "zip",
    "vat",
    "ref",
    "function",
    "website",
    "comment",
    "company_registry",
    "customs_native_name",
    "customs_latin_address",
)
# What belongs to the law and is no secret: published, the same for everybody.
PUBLIC_LAW = {"customs.authority.contact", "customs.authority.specimen"}


class SecretsCase(AccessCase):
    """`AccessCase`, whose words are secrets: `cls.words.given` says where each stands."""

    @classmethod
    def setUpClass(cls):
        cls.secrets, cls.not_held = Words(random.Random(SEED)), {}
        super().setUpClass()

    @classmethod
    def _forbidden(cls, _role):
        return []

    @classmethod
    def _write_words(cls, records, letter):
        """Plant the secrets of one case: its records, their chatter and files, and its people."""
        people = cls.own_people if letter == "a" else cls.foreign_people
        cls._give_in_confidence(records)
        cls.env.flush_all()
        for (_model, which), record in records.items():
            if record._auto and not record.is_transient():
                cls._plant_record(record, letter, which)
        if letter == "b":
            cls._plant_staff()
            for (model, which), record in cls.law.items():
                if model in PUBLIC_LAW:
                    cls._plant_record(record, letter, which)
        cls._plant_contacts(people, letter)
        cls._plant_chatter(records, people, letter)
        cls.env.invalidate_all()
        cls._plant_files(records, letter)
        cls.env.invalidate_all()

    @classmethod
    def _give_in_confidence(cls, records):
        """The answer and what the authority handed in are given in confidence too."""
        answer, material = records["customs.task.answer", "answered"], records["customs.document", "received"]
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE customs_task_answer SET is_confidential = TRUE WHERE id = %s", [answer.id])
        cls.env.cr.execute(
            "UPDATE customs_document SET confidentiality = 'confidential', giving_authority_id = %s"
            " WHERE id = %s",
            [material.sender_authority_id.id, material.id],
        )
        cls.env.invalidate_all()

    # Fields

    @classmethod
    def _plant_record(cls, record, letter, which):
        for name, field in record._fields.items():
            why = cls._why_not(record, name, field)
            if why:
                cls.not_held.setdefault((record._name, name), why)
                continue
            confided = record._name == "customs.task.answer" and name == "text"
            word = cls.secrets.new(letter, record._name, which, record.id, name, confided=confided)
            cls._put(record, name, f"<p>{word}</p>" if field.type == "html" else word)

    @classmethod
    def _why_not(cls, record, name, field):
        """Return why this field of a record holds no secret of its own; empty where it does."""
        if not field.store:
            return "not stored"
        if field.type == "binary":
            return "" if not field.attachment else "its bytes are a file, planted as such"
        if field.type not in ("char", "text", "html", "json"):
            return f"a {field.type}"
        if field.type == "json":
            return "what the software keeps of other fields"
        if field.related or (field.compute and field.readonly):
            return "follows other fields"
        return CANNOT_HOLD.get(name, "") or ("a code" if name.endswith("_key") else "")

    @classmethod
    def _put(cls, record, name, value):
        """Write behind the ORM's back."""
        field = record._fields[name]
        shown = json.dumps({"en_US": value}) if field.translate else value
        if field.type == "char" and field.size and len(shown) > field.size:
            raise AssertionError(f"{field} is too short for a secret: say so in CANNOT_HOLD")
        query = f'UPDATE "{record._table}" SET "{name}" = %s WHERE id = %s'
        cls.env.cr.execute(query, (shown, record.id))

    # People

    @classmethod
    def _plant_contacts(cls, people, letter):
        firms = {
            "firm": people["firm"],
            "importer": people["importer"],
            "contact": people["contact"].partner_id,
            "liaison": people["liaison"].partner_id,
        }
        if letter == "b":
            firms["stranger"] = cls.person("Stranger")
            cls.strangers_firm = firms["stranger"]
        for which, partner in firms.items():
            for name in OF_CONTACTS:
                word = cls.secrets.new(letter, "res.partner", which, partner.id, name)
                cls._put(partner, name, f"{word}@example.com" if name == "email" else word)
        cls.env.cr.execute("UPDATE res_partner SET complete_name = name WHERE complete_name IS NOT NULL")

    @classmethod
    def _people_outside(cls):
        people = super()._people_outside()
        people["stranger"].partner_id.parent_id = cls.env["res.partner"].search(
            [("name", "=", "Stranger")], limit=1
        )
        return people

    @classmethod
    def _plant_staff(cls):
        """The names of those who work on the cases, and what they sign with."""
        staff = {
            "a": cls.reader | cls.officer | cls.officer_2 | cls.supervisor | cls.supervisor_2,
            "b": cls.foreign_officer | cls.foreign_supervisor,
        }
        for letter, users in staff.items():
            for user in users:
                for name in ("name", "email", "phone", "function"):
                    word = cls.secrets.new(letter, "res.users", "staff", user.id, name)
                    cls._put(user.partner_id, name, f"{word}@example.com" if name == "email" else word)
                word = cls.secrets.new(letter, "res.users", "staff", user.id, "signature")
                cls._put(user, "signature", f"<p>{word}</p>")

    # Chatter

    @classmethod
    def _plant_chatter(cls, records, people, letter):
        """Notes, comments, activities and former values of everything that has a chatter."""
        officer = cls.officer if letter == "a" else cls.foreign_officer
        threads = {
            (record._name, which): record
            for (model, which), record in records.items()
            if record._auto and "message_ids" in record._fields
        }
        threads |= {("res.partner", which): people[which] for which in ("firm", "importer")}
        for (model, which), record in threads.items():
            for kind in ("note", "comment"):
                cls._plant_message(record.with_user(officer), letter, which, kind)
            cls._plant_scheduled(record.with_user(officer), letter, which)
            if "activity_ids" in record._fields:
                words = {
                    name: cls.secrets.new(letter, "mail.activity", f"{model}/{which}", record.id, name)
                    for name in ("summary", "note")
                }
                record.with_user(officer).sudo().activity_schedule(
                    "mail.mail_activity_data_todo", user_id=officer.id, **words
                )

    @classmethod
    def _plant_scheduled(cls, record, letter, which):
        """A message that is posted later."""
        of = letter, "mail.scheduled.message", f"{record._name}/{which}", record.id
        record.env["mail.scheduled.message"].sudo().create(
            {
                "model": record._name,
                "res_id": record.id,
                "author_id": record.env.user.partner_id.id,
                "scheduled_date": "2100-01-01 00:00:00",
                **{name: cls.secrets.new(*of, name) for name in ("subject", "body")},
            }
        )

    @classmethod
    def _plant_message(cls, record, letter, which, kind):
        of = letter, "mail.message", f"{record._name}/{which}", record.id
        attachment = (
            record.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{cls.secrets.new(*of, f'{kind} file name')}.txt",
                    "raw": file_of("text/plain", cls.secrets.new(*of, f"{kind} file")),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )
        message = (
            record.sudo()
            .with_context(mail_notify_force_send=False)
            .message_post(
                body=cls.secrets.new(*of, kind),
                subject=cls.secrets.new(*of, f"{kind} subject"),
                author_id=record.env.user.partner_id.id,
                subtype_xmlid=f"mail.mt_{kind}",
                attachment_ids=attachment.ids,
            )
        )
        if kind == "note":
            field = cls.env["ir.model.fields"]._get(
                record._name, "name" if "name" in record._fields else "display_name"
            )
            cls.env["mail.tracking.value"].sudo().create(
                {
                    "mail_message_id": message.id,
                    "field_id": field.id,
                    "old_value_char": cls.secrets.new(*of, "former value"),
                    "new_value_char": cls.secrets.new(*of, "new value"),
                }
            )

    # Files

    @classmethod
    def _plant_files(cls, records, letter):
        """Put other bytes into each file of these records, with a secret in them, and the hash that fits."""
        law = {(model, which): record for (model, which), record in cls.law.items() if model in PUBLIC_LAW}
        owners = {**records, **(law if letter == "b" else {})}
        for (_model, which), record in owners.items():
            for name, field in record._fields.items() if record._auto else ():
                if field.type == "binary" and field.attachment and field.store:
                    cls._plant_file(record, name, letter, which)

    @classmethod
    def _plant_file(cls, record, name, letter, which):
        files = cls.env["ir.attachment"].sudo()
        file = files.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", name)], limit=1
        )
        if not file:
            if record._name != "customs.authority.specimen":
                cls.not_held.setdefault((record._name, name), "no such record has this file")
                return
            record.sudo()[name] = "iVBORw0KGgo="
            file = files.search(
                [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", name)]
            )
            file.mimetype = "image/png"
        confided = cls._is_confided(record)
        word = cls.secrets.new(letter, record._name, which, record.id, f"{name} (bytes)", confided=confided)
        content = file_of(file.mimetype, word)
        sha256 = hashlib.sha256(content).hexdigest()
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL, checksum = %s, file_size = %s,"
            " index_content = %s WHERE id = %s",
            (content, hashlib.sha1(content).hexdigest(), len(content), f"{word} ", file.id),
        )
        if "sha256" in record._fields and record.sha256:
            cls.env.cr.execute(f'UPDATE "{record._table}" SET sha256 = %s WHERE id = %s', (sha256, record.id))

    @classmethod
    def _is_confided(cls, record):
        """Whether the bytes of this record were given in confidence, as the world was set up."""
        if record._name == "customs.file":
            return bool(record.answer_id or record.document_id)
        return record._name == "customs.document" and record.confidentiality == "confidential"

    @classmethod
    def planted_attachments(cls):
        """Return the ids of all attachments with secrets: of records, of fields, of messages."""
        models = {secret.model for secret in cls.secrets.given.values()} - {"res.users"}
        # Without the condition on ids, Odoo leaves out the files of fields. Pictures of contacts hold none.
        domain = [("res_model", "in", sorted(models)), ("id", "!=", False)]
        files = cls.env["ir.attachment"].sudo().search(domain, order="id")
        return files.filtered(lambda file: file.res_model != "res.partner" or not file.res_field).ids

    @classmethod
    def password_of(cls, role):
        return PASSWORD if role != "public" else "x"

    # What was told

    def told(self, role, *contents, about=""):
        """Return the secrets in what the server answered, that the role may not see."""
        found = set().union(*(self.secrets.found_in(content) for content in contents))
        return {secret for secret in found if not may_see(role, secret, about)}

    def foreign_at(self, role, model, name, about=""):
        """Return the words that stand in a field of a model and are not for the role."""
        of = {model, "res.users"} if model == "res.partner" else {model}
        names = {"body": ("note", "comment"), "subject": ("note subject", "comment subject")}
        names = names.get(name, (name,)) if model == "mail.message" else (name,)
        return [
            word
            for word, secret in self.secrets.given.items()
            if secret.model in of and secret.field in names and not may_see(role, secret, about)
        ]
