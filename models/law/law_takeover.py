"""A newer file of an agreement that is already there: what its procedures say becomes versions in draft."""

from odoo.exceptions import UserError

from . import law_file
from .law_compare import Comparison, named_by
from .law_spec import ROOT
from .procedure_versions import free_code, versions_of

PROCEDURE = "customs.procedure"
# What a procedure says of itself as a version, and not of the law that it holds.
OF_VERSION = ("code", "valid_from", "valid_to", "former_version_id", "is_draft")
# What rows of procedures refer to or cite: rows that are new in the file come along.
WITH_PROCEDURES = ("article_ids", "ground_ids")


def take_over(agreement, row, keep_marks=False):
    """Create a draft for each procedure of the checked data ``row`` that differs; return (drafts, the rest).

    Nothing of the agreement that is there is changed, but for articles and grounds that it did not have. The
    rest are the `Difference`s that are left: they concern rows without versions, and are changed by hand.

    :raises UserError: nothing differs, or a procedure has a draft already
    """
    env, loader = agreement.env, law_file.Loader(agreement.env, keep_marks)
    place = law_file.place_of({}, ROOT, agreement)
    wanted = _differing(agreement, row)
    waiting = [versions_of(former).filtered("is_draft") for _given, former in wanted if former]
    drafts = agreement.env[PROCEDURE].union(*waiting)
    if drafts:
        raise UserError(
            env._(
                "These drafts are there already. Put them in force or delete them first: %s.",
                ", ".join(drafts.mapped("display_name")),
            )
        )
    if not wanted:
        raise UserError(env._("No procedure of the file differs from the one that is there."))
    for column in loader.spec.rows(ROOT):
        if column.name in WITH_PROCEDURES:
            rows = [law_file.row_of(loader.spec, each) for each in agreement[column.name]]
            known = {named_by(column.of, each) for each in rows}
            added = [each for each in row.get(column.name, ()) if named_by(column.of, each) not in known]
            if added:
                held = {loader.spec.parent(ROOT, column.of): agreement.id}
                loader.rows(column.of, added, held, place, with_whole=False)
    created = agreement.env[PROCEDURE]
    for given, former in wanted:
        own = {name: value for name, value in given.items() if name not in ("former_version_id", "is_draft")}
        if former:
            own |= {"code": free_code(agreement, given["code"])}
            own.pop("valid_from", None)
            own.pop("valid_to", None)
        draft = loader.rows(PROCEDURE, [own], {"agreement_id": agreement.id, "is_draft": True}, place)
        if former:
            draft.former_version_id = former
        created |= draft
    sides = [
        {name: value for name, value in side.items() if name != "procedure_ids"}
        for side in (law_file.row_of(loader.spec, agreement), row)
    ]
    return created, Comparison(env).of(ROOT, *sides)


def _differing(agreement, row):
    """Return (row, version that it would replace or None) of the procedures that the file says otherwise."""
    found = []
    spec = law_file.LawSpec(agreement.env)
    by_code = {procedure.code: procedure for procedure in agreement.procedure_ids}
    for given in row.get("procedure_ids", ()):
        known = by_code.get(given["code"])
        former = versions_of(known).filtered(lambda each: not each.is_draft)[-1:] if known else None
        if not former:
            found.append((given, None))
            continue
        said = law_file.row_of(spec, former)
        theirs = {name: value for name, value in given.items() if name not in OF_VERSION}
        theirs |= {name: said[name] for name in OF_VERSION if name in said}
        if Comparison(agreement.env).of(PROCEDURE, said, theirs):
            found.append((given, former))
    return found
