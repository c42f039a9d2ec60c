"""Searching by computed yes-or-no fields, which the database does not hold."""

from odoo.fields import Domain


def yes_or_no(yes, operator, value):
    """Return the domain of a search method: ``yes`` is the domain of the records for which the field is set.

    The ORM asks with ``in`` and a set of answers; what it can turn into that it turns itself.
    """
    if operator != "in":
        return NotImplemented
    answers = {bool(answer) for answer in value}
    if answers == {True, False}:
        return Domain.TRUE
    return yes if True in answers else ~yes
