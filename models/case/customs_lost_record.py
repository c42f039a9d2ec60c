from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, split_every

from ...tools import fact_chain, outside_log, seal_chain

BATCH = 1000


class CustomsLostRecord(models.AbstractModel):
    """Records of which something is known, and which are not there: deleted in due form, or lost (IT9)."""

    _name = "customs.lost.record"
    _description = "Record That Is Not There"

    @api.model
    def _lost(self, kinds):
        """Return "model,id" of what entries, seals or the outside log know, and nobody deleted in due form.

        :param kinds: names of the models that have a record
        :raises outside_log.LogError: the log cannot be read
        """
        outside = self.env["customs.outside.log"]
        state = outside._state()
        log = outside._open()
        gone = self._records_gone()
        if log and log.readable and state.is_compared:
            keys = (line["case"] for line in log.lines(state.opening.belongs, lambda _case: True))
            for some in split_every(BATCH, keys, set):
                for model, ids in self._gone(some, kinds).items():
                    gone[model] |= ids
        return {
            f"{model},{res_id}"
            for model, ids in gone.items()
            for res_id in ids - self._deleted_in_due_form(model, ids)
        }

    @api.model
    def _gone(self, keys, kinds):
        """Return model -> ids of the records ``keys`` ("model,id") that are not there."""
        ids_of = defaultdict(set)
        for key in keys:
            model, _comma, res_id = key.partition(",")
            ids_of[model].add(int(res_id))
        return {
            model: ids - set(self.env[model].browse(ids).exists().ids)
            for model, ids in ids_of.items()
            if model in kinds
        }

    @api.model
    def _deleted_in_due_form(self, model, ids):
        """Return those of ``ids`` of which a true seal says that they were deleted, and which may be.

        True is one whose chain is whole, and stands in the outside log where there is one. What has entries
        or documents is never deleted: a seal that says so was put in.
        """
        if not ids or not getattr(self.env.get(model), "_may_be_deleted", False):
            return set()
        known = self.env["customs.outside.log"]._known(f"{model},{res_id}" for res_id in ids)
        seals_ = self.env["customs.seal"]
        entries, ends = seals_._entries_of(model, list(ids)), seals_._ends_of(model, list(ids))
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT res_id FROM customs_fact WHERE res_model = %s AND res_id = ANY(%s)",
                model,
                list(ids),
            )
        )
        kept = {res_id for (res_id,) in rows} | {res_id for res_id, kind in entries if kind != "contents"}
        gone = set()
        for res_id in ids - kept:
            seals = entries.get((res_id, "contents"), [])
            logged = known and known.get(f"{model},{res_id}", {})
            if (
                (known is None or self._may_be_gone_by_log(seals, logged))
                and not any("customs.document" in entry["sealed"] for entry in seals)
                and not fact_chain.problems(
                    seals, *ends.get((res_id, "contents"), (0, "")), seal_chain.CONTENT
                )
            ):
                last = seal_chain.last_seals(seals).get((model, res_id))
                gone |= {res_id} if last and last.content == seal_chain.GONE else set()
        return gone

    @api.model
    def _may_be_gone_by_log(self, seals, logged):
        """Tell whether the outside log knows of no entries of a record, and of each of its ``seals``."""
        if logged.keys() - {"contents"}:
            return False
        of_seals = logged.get("contents", outside_log.Known())
        return not fact_chain.log_problems(seals, of_seals.hashes, of_seals.covered, of_seals.lost)

    @api.model
    def _records_gone(self):
        """Return model -> ids of what has entries or seals and is not there."""
        ids_of = defaultdict(set)
        for table in ("customs_seal_end", "customs_seal", "customs_fact"):
            rows = self.env.execute_query(
                SQL("SELECT DISTINCT res_model, res_id FROM %s", SQL.identifier(table))
            )
            for model, res_id in rows:
                ids_of[model].add(res_id)
        for model, ids in ids_of.items():
            if model in self.env:
                ids -= set(self.env[model].sudo().browse(ids).exists().ids)
        return ids_of
