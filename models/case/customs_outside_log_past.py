from odoo import api, models

from ...tools import outside_log

MOST_LOST = 100  # nobody reads more of them


class CustomsOutsideLogPast(models.AbstractModel):
    """What logs know of the database from before: a log that it had, entries that it lacks (IT9)."""

    _name = "customs.outside.log.past"
    _description = "What the Outside Log Knows From Before"

    @api.model
    def _former_log(self, state, log, heads):
        """Return which log knows the records of this database already, or ''.

        By what the database holds, and by the lines of the file: those cannot be changed with the database.
        """
        outside = self.env["customs.outside.log"]
        held = outside._held().get("log")
        if state.opening or held:
            return state.opening.log if state.opening else str(held)
        places = {outside_log.place(head) for head in heads}
        if not log.readable:
            return ""
        for values in log.lines(lambda values: "log" in values, lambda _case: True):
            if "hash" in values and outside_log.place({"chain": outside_log.FACTS, **values}) in places:
                return str(values["log"])
        return ""

    @api.model
    def _lost_lines(self, state, log, lost):
        """Return what is written of the chains ``lost``.

        Where the beginning covered a chain by a head that is lost with it, the head of what is left covers
        that from now on.
        """
        outside = self.env["customs.outside.log"]
        names = ("case", "chain", "chain_index")
        lines = outside._lines(state, [{name: head[name] for name in names} for head in lost], act="lost")
        known = log.known(state.opening.belongs, {head["case"] for head in lost}) if lost else {}
        covered = {
            (case, name): chain.covered for case, chains in known.items() for name, chain in chains.items()
        }
        places = {(head["case"], head["chain"]): head["chain_index"] - 1 for head in lost}
        kept = [
            head
            for head in outside._all_heads()
            if places.get((head["case"], head["chain"])) == head["chain_index"]
            and head["chain_index"] <= covered.get((head["case"], head["chain"]), 0)
        ]
        return lines + outside._lines(state, kept, kept=True)

    @api.model
    def _lost_in_words(self, lost):
        """Return, as lines, which entries of which record would be marked as lost; the first ones."""
        kinds = dict(self.env["customs.seal"]._fields["kind"]._description_selection(self.env))
        kinds[outside_log.FACTS] = self.env._("Record of Facts")
        lines = [
            self.env._(
                "%(record)s, %(kind)s: %(count)s, from number %(number)s",
                record=self.env["customs.outside.log.missing"]._name_of_key(head["case"]),
                kind=kinds.get(head["chain"], head["chain"]),
                count=head["count"],
                number=head["chain_index"],
            )
            for head in lost[:MOST_LOST]
        ]
        if len(lost) > MOST_LOST:
            lines.append(self.env._("And %s more.", len(lost) - MOST_LOST))
        return "\n".join(lines)

    @api.model
    def _lost_heads(self, log, opening):
        """Return, for each chain of which the log knows more than the database, from where on it is lost."""
        outside = self.env["customs.outside.log"]
        if not log.readable:
            return []
        known = {}
        for values in log.lines(opening.belongs, lambda _case: True):
            key = (values["case"], values.get("chain", outside_log.FACTS))
            if values.get("act") == "lost":
                known[key] = min(known.get(key, 0), values["chain_index"] - 1)
            else:
                known[key] = max(known.get(key, 0), values["chain_index"])
        here = {(head["case"], head["chain"]): head["chain_index"] for head in outside._all_heads()}
        return [
            {
                "case": case,
                "chain": chain,
                "chain_index": here.get((case, chain), 0) + 1,
                "count": index - here.get((case, chain), 0),
            }
            for (case, chain), index in sorted(known.items())
            if index > here.get((case, chain), 0)
        ]
