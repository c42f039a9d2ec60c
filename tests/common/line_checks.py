"""Declared goods with a proof of their own, and what the checks of their preference say."""

from .declaration import DeclarationCase


class LineChecksCase(DeclarationCase):
    @classmethod
    def imported(cls, *goods, **values):
        """Create a declaration as the clearance system holds it: with claims that the law does not bear."""
        return cls.declarations._with_whole().create(
            cls.declaration_values(*goods, **{"consignment_country_id": cls.rs.id, **values})
        )

    def line(self, **values):
        """Create goods that claim the preference with a proof of their own."""
        proof_id = values.pop("proof_id", None)
        head = {name: values.pop(name) for name in list(values) if name in self.declarations._fields}
        if proof_id is None:
            proof_id = self.proof(exporter_id=self.exporter.id, consignee_id=self.importer.id).id
        return self.imported(self.goods(proof_id=proof_id, **values), **head).line_ids

    def checks(self, line):
        """Return {code: (state, reason)} as an officer reads it."""
        line.invalidate_recordset()
        line.proof_id.invalidate_recordset()
        found = line.with_user(self.officer).preference_checks
        return {check["code"]: (check["state"], check["reason"]) for check in found}

    def assertState(self, line, code, state, *parts):  # noqa: N802 - as unittest's own
        found, reason = self.checks(line)[code]
        self.assertEqual(found, state, reason)
        self.assertNames(reason, *map(str, parts))
