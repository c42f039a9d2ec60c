"""Which secret is for whom: said here as `docs/access.md` and the law say it, not asked of the software."""

from . import access_table
from .access import AT_HOME_THERE, rights

# What is given in confidence: fields of a record that hold it, or lead to it.
CONFIDED = {
    "customs.task.answer": ("text", "file_ids", "attachment_ids"),
    "customs.document": ("file", "file_ids"),
    "customs.file": ("content", "answer_id.text", "answer_id"),
}
# Who runs the cases of the authority.
RUN_IT = {"a": {"reader", "officer", "supervisor"}, "b": {"other_officer", "other_supervisor"}}
INSIDE = {
    "reader",
    "officer",
    "supervisor",
    "administrator",
    "other_officer",
    "other_supervisor",
    "asked_reader",
    "asked_officer",
    "employee",
}
ASKED = {"a": {"asked_reader", "asked_officer", "liaison"}, "b": {"other_liaison"}}
# Contacts of the persons of the case A; those of B have no login among the roles.
CONTACTS = {("a", "firm"): {"person"}, ("a", "contact"): {"person"}, ("a", "importer"): {"importer"}}
CONTACTS |= {
    ("b", "stranger"): {"stranger"},
    ("a", "liaison"): {"liaison"},
    ("b", "liaison"): {"other_liaison"},
}

# The law's own models say who serves an authority, and who works in the house that wrote them; no case does.
NAMES_ITS_PEOPLE = {model for model, which in rights() if which == "law"}
MEMBER = ("first_name", "last_name", "native_first_name", "native_last_name", "position")
VERIFIED_PERSON = (
    "name",
    "street",
    "street2",
    "city",
    "zip",
    "company_registry",
    "customs_native_name",
    "customs_latin_address",
)
# model, field -> who reads it elsewhere than in the record: in a window, a task, a notice, a letter.
SHOWN = {
    # The window on the request, and its letter (RS15.5, RS16.4).
    ("customs.verification.visit", "name"): {"asked"},
    ("customs.verification.request", "name"): {"asked"},
    ("customs.verification.visit", "doubts"): {"asked"},
    ("customs.verification.visit", "other_reasons"): {"asked"},
    ("customs.verification.visit", "dissatisfaction"): {"asked"},
    ("customs.verification.request", "doubts"): {"asked"},
    ("customs.verification.request", "asked_data"): {"asked"},
    ("customs.origin.proof", "number"): {"asked"},
    ("customs.origin.proof.line", "description"): {"asked"},
    ("customs.visit.goods", "description"): {"asked"},
    **{("customs.inspection.member", name): {"asked"} for name in MEMBER},
    **{("res.partner", name): {"asked"} for name in VERIFIED_PERSON},
    # What importers are told of a suspension, and the declaration of their own.
    ("customs.preference.suspension", "told_importers"): {"importer"},
    ("customs.preference.suspension", "name"): {"importer"},
}


def may_see(role, secret, about=""):
    """Tell whether this secret may come back to the role by any way.

    The house knows who works in it, but not on what: of a record of a case (``about`` is its model) the
    names of officers are for those who run it.
    """
    if role in RUN_IT[secret.letter]:
        return secret.model != "customs.file" or secret.which != "pending"
    if secret.model == "res.users":
        return role in INSIDE and (not about.startswith("customs.") or about in NAMES_ITS_PEOPLE)
    if secret.model == "res.partner":
        return _may_see_contact(role, secret)
    if secret.model in ("mail.message", "mail.activity", "mail.scheduled.message"):
        return _may_see_message(role, secret)
    model = secret.model
    if "r" not in _cells(model, secret.which, secret.letter, role):
        return _is_shown(role, secret)
    if secret.which == "law":
        return True
    outside = access_table.OUTSIDE.get(model.removeprefix("customs."), "").split()
    return secret.field in outside or secret.field.endswith("(bytes)") or _is_shown(role, secret)


def _may_see_contact(role, secret):
    if role in INSIDE:
        return True
    if secret.field == "comment":  # of the house on its contact
        return False
    if role in CONTACTS.get((secret.letter, secret.which), ()):
        return True
    return _is_shown(role, secret)


def _may_see_message(role, secret):
    """What is said of a case is for those who run it; a comment on a contact is written to the contact."""
    model, which = secret.which.split("/")
    to_contact = model == "res.partner" and secret.field.startswith("comment")
    return to_contact and role in CONTACTS.get((secret.letter, which), ())


def _cells(model, which, letter, role):
    column = role
    if letter == "b" and which not in ("law", "wizard"):
        column = AT_HOME_THERE.get(role)
    return rights().get((model, which), {}).get(column, "-")


def _is_shown(role, secret):
    if (secret.model == "res.partner" and secret.which != "firm") or secret.which == "draft":
        return False
    who = SHOWN.get((secret.model, secret.field), ())
    return any(role in ROLE_SETS[name].get(secret.letter, ()) for name in who)


ROLE_SETS = {
    "asked": ASKED,
    "person": {"a": {"person"}},
    "importer": {"a": {"importer"}},
}
