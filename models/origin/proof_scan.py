"""The scan of a proof that something rests on: a supervisor replaces it, with a reason (RS12.10, RS15.5)."""

import base64
import hashlib

from odoo.exceptions import UserError

from ...tools.inputs import given_files
from .proof_changes import changes_in_words

# Beside the file its name and its number of pages, which letters state.
SCAN = ("file", "file_name", "copy_pages")


def refuse_exchange(proofs, values):
    """Refuse that ``values`` exchange the scan of a proof in use; one without a scan gets its first.

    :raises UserError: it is in use
    """
    names = [name for name in SCAN if name in values]
    exchanged = {
        proof: [name for name in names if _is_exchanged(proof, name, values[name])] for proof in proofs
    }
    touched = proofs.filtered(lambda proof: exchanged[proof])
    uses = touched._uses() if touched else {}
    for proof in touched.filtered(lambda proof: proof in uses):
        raise UserError(
            proof.env._(
                "%(proof)s is used (%(uses)s), so its scan stays (%(fields)s). A supervisor replaces it with "
                "the button 'Replace Scan', with a reason.",
                proof=proof.display_name,
                uses=", ".join(list(dict.fromkeys(uses[proof]))[:3]),
                fields=", ".join(proof._field_title(name) for name in exchanged[proof]),
            )
        )


def replace(proof, content, file_name, pages, reason):
    """Replace the scan of ``proof``; proof and cases note it, the former scan stays among the documents.

    :raises AccessError: the user may not change the proof, or is no supervisor
    :raises UserError: everything that stands against it, all at once
    """
    env = proof.env
    problems, new = [], b""
    try:
        name, new = given_files([(file_name, content)])[0]
    except (TypeError, ValueError):
        name = ""
    if not (isinstance(new, bytes) and new):
        new = b""
        problems.append(env._("Add the new scan."))
    if not (isinstance(name, str) and name.strip()):
        problems.append(env._("Enter the name of the file."))
    if not isinstance(pages, int) or pages < 0:
        problems.append(env._("Enter the number of pages, or zero."))
    if not (isinstance(reason, str) and reason.strip()):
        problems.append(env._("Enter the reason for the correction."))
    scan = env["ir.attachment"]._first_of_field(proof, "file").with_context(bin_size=False)
    if new and scan and scan.raw == new and (proof.file_name, proof.copy_pages) == (name, pages):
        problems.append(env._("This is the scan that is there already."))
    if problems:
        raise UserError("\n".join(problems))
    changes = [
        (proof._field_title("file_name"), proof.file_name, name),
        ("SHA-256", scan and scan._content_sha256(), hashlib.sha256(new).hexdigest()),
        (proof._field_title("copy_pages"), str(proof.copy_pages), str(pages)),
    ]
    proof._behind_the_door().write({"file": base64.b64encode(new), "file_name": name, "copy_pages": pages})
    changes = [(title, before, after) for title, before, after in changes if before != after]
    label = env._("Scan of %s replaced", proof.display_name)
    proof._message_log(body=changes_in_words(f"{label}. {reason}", changes))
    note = "\n".join(f"{title}: {before or '-'} → {after}" for title, before, after in changes)
    for case in proof._cases_that_use():
        case._log_act("scan_replaced", label, case._today(), note=note, reason=reason)


def _is_exchanged(proof, name, value):
    if name != "file":
        return bool(proof[name]) and (proof[name] or False) != (value or False)
    scans = proof._scans()
    return bool(scans) and (not value or any(scan._is_changed_by({"datas": value}) for scan in scans))
