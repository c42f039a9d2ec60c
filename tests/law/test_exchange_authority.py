"""Which customs authorities may send and answer requests for information in a customs union (CU371.12)."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common.cases import CustomsCase


@tagged("post_install", "-at_install")
class TestNamedForExchange(CustomsCase):
    def named(self, **values):
        return self.importing.write({"exchange_decision": "Decision No. 1", **values})

    def found(self):
        view = etree.fromstring(self.importing.get_view(view_type="search")["arch"])
        [domain] = view.xpath("//filter[@name='exchange']/@domain")
        return self.importing in self.env["customs.authority"].search(literal_eval(domain))

    def test_validity(self):
        """CU371.12: named by a decision, from its first day to its last day, which both count."""
        today, day = self.today, timedelta(days=1)
        self.assertFalse(self.found(), "as shipped, nobody is named")
        for first, last, found in (
            (today, False, True),
            (today, today, True),
            (today - day, today - day, False),
            (today + day, False, False),
        ):
            self.named(exchange_from=first, exchange_to=last)
            self.assertEqual(self.found(), found, (first, last))

    def test_what_is_refused(self):
        """CU371.12: a customs authority only, with the decision and a first day; each is named at once."""
        for values, parts in (
            ({"exchange_to": self.today}, ("Enter the decision and the first day",)),
            (
                {"exchange_from": self.today, "exchange_to": self.today - timedelta(days=1)},
                ("The last day is before the first day",),
            ),
        ):
            with self.assertRaises(ValidationError) as refused:
                self.named(**values)
            for part in parts:
                self.assertIn(f"{self.importing.name}: {part}", str(refused.exception))
        with self.assertRaises(ValidationError) as refused:
            self.body.write({"exchange_decision": "Decision No. 1", "is_customs_authority": False})
        for part in ("Only a customs authority", "the first day"):
            self.assertIn(part, str(refused.exception))

    def test_kept_in_the_history(self):
        """CU371.12: who entered which decision, and when, stands in the history of the authority."""
        for name in ("exchange_decision", "exchange_from", "exchange_to"):
            self.assertTrue(self.importing._fields[name].tracking)
