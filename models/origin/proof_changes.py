"""What a proof of origin said before it was changed, for its history."""

from markupsafe import Markup


def sayings(proof, names):
    """Return (record, its field or place) -> (title, text): what the head says in ``names``, and the parts.

    Without fields whose history Odoo keeps.
    """
    kept = [name for name in names if name not in proof._track_get_fields()]
    found = {(proof, name): row for name, row in zip(kept, proof._as_texts(kept).items(), strict=True)}
    for part in (*proof.line_ids, *proof.invoice_ids):
        found |= {(part, place): row for place, row in enumerate(part._content().items())}
    return found


def changes_since(proof, names, before):
    """Return (title, former, now) of what ``proof`` says otherwise than ``before``, its former sayings.

    What is new has no former value; what goes is noted where it goes.
    """
    after = sayings(proof, names)
    return [
        (title, text, now if title == label else f"{label} {now}")
        for saying, (title, text) in before.items()
        for label, now in [after.get(saying, (title, text))]
        if text and (label, now) != (title, text)
    ]


def changes_in_words(title, changes):
    """Return the note that keeps the former values."""
    rows = Markup("").join(
        Markup("<li>%s: <s>%s</s> → %s</li>") % (name, before or "-", after or "-")
        for name, before, after in changes
    )
    return Markup("<p>%s</p><ul>%s</ul>") % (title, rows)
