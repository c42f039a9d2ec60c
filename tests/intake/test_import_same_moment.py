"""Two imports at the same moment, on two connections to the database; what is committed is removed again."""

from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.several_connections import NUMBERS, MomentCase


@tagged("post_install", "-at_install")
class TestImportSameMoment(MomentCase):
    @mute_logger("odoo.service.model", "odoo.sql_db")
    def test_same_new_declaration(self):
        """Core: two who bring in one new declaration at once both get an answer; it is there once."""
        with self._env() as env:
            authority = env["customs.authority"].create(
                {
                    "name": "Moment KZ",
                    "code": f"M-{next(NUMBERS)}",
                    "country_id": env.ref("base.kz").id,
                    "tz": "Asia/Almaty",
                    "is_customs_authority": True,
                }
            )
            source = env["customs.import.source"].create(
                {
                    "name": "Moment",
                    "importing_authority_id": authority.id,
                    "currency_id": env.company.currency_id.id,
                    "create_persons": False,
                    "column_ids": [Command.create({"field": "number", "heading": "Number"})],
                }
            )
            firm = env["res.partner"].create({"name": f"Moment firm {next(NUMBERS)}", "is_company": True})
            line = {
                "number": "MOMENT/1",
                "registered_on": "2026-01-12",
                "importer_name": firm.name,
                "position": 1,
                "hs_code": "0406905000",
                "description": "White cheese",
                "preference_claimed": False,
            }
            source_id = source.id

        def bring(env):
            [answer] = env["customs.import.source"].browse(source_id).import_lines([line])
            return answer["status"]

        outcomes = self._at_once((SUPERUSER_ID, bring), (SUPERUSER_ID, bring))
        self.assertEqual(sorted(outcomes), [("done", "new"), ("done", "unchanged")])
        with self._env() as env:
            [declaration] = env["customs.declaration"].search([("source_id", "=", source_id)])
            self.assertEqual(len(declaration.line_ids), 1)
