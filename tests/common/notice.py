"""Suspensions and decisions over the goods of importers, and what these are told, without the acts around."""

from datetime import timedelta
from itertools import count

from odoo import Command, fields
from odoo.tools import SQL

NUMBERS = count(1)


class NoticeMixin:
    """Builders for test cases that have those of `CustomsCase`."""

    @classmethod
    def goods(cls, importer, number=1, days=-30, **values):
        """Create a declaration of ``importer`` with ``number`` goods of one article; return the goods."""
        line = {
            "hs_code": "0406905000",
            "description": "White cheese in brine",
            "gross_weight_kg": 0.1,
            "proof_id": cls._proof_of_goods().id,
            "customs_value": 1000.0,
            "currency_id": cls.eur.id,
            "agreement_id": cls.agreement.id,
            "rate_without": 15.0,
            "with_is_zero": True,
            "article_no": f"A-{next(NUMBERS)}",
            **values,
        }
        declaration = cls.env["customs.declaration"].create(
            {
                "number": f"50600/{next(NUMBERS):06d}",
                "registered_on": cls.day(days),
                "importing_authority_id": cls.importing.id,
                "importer_id": importer.id,
                "exporter_id": cls._seller().id,
                "line_ids": [
                    Command.create({**line, "position": position}) for position in range(1, number + 1)
                ],
            }
        )
        return declaration.line_ids

    @classmethod
    def _seller(cls):
        """Return the exporter of all goods here."""
        if "seller" not in vars(cls):
            cls.seller = cls.person("Seller of All Goods d.o.o.")
        return cls.seller

    @classmethod
    def _proof_of_goods(cls):
        """Return the proof that all goods here use."""
        if "proofs_of_goods" not in vars(cls):
            cls.proofs_of_goods = {}
        if cls.importing not in cls.proofs_of_goods:
            cls.proofs_of_goods[cls.importing] = cls.proof()
        return cls.proofs_of_goods[cls.importing]

    @classmethod
    def drafted(cls, visit, lines, **values):
        """Draft a suspension of ``visit`` for goods like ``lines``: the same article of the same exporter."""
        like = {(line.exporter_firm_id.id, line.article_no, line.hs_code) for line in lines}
        goods = [
            Command.create(
                {"exporter_id": firm, "article_no": article, "hs_code": code, "description": article}
            )
            for firm, article, code in sorted(like)
        ]
        suspension = cls.env["customs.preference.suspension"].create(
            {"visit_id": visit.id, "goods_ids": goods, **values}
        )
        cls.env.flush_all()
        return suspension

    @classmethod
    def suspended(cls, visit, lines, **values):
        """Put a suspension of ``visit`` in force for goods like ``lines``: their importers are told."""
        suspension = cls.drafted(visit, lines, **values)
        suspension._write_guarded({"started_on": cls.today, "started_by_id": cls.supervisor.id})
        cls.env.flush_all()
        return suspension

    @classmethod
    def refresh(cls, lines):
        """Store where the preference of ``lines`` stands."""
        cls.env.flush_all()
        ids = SQL("SELECT unnest(%s::int[])", lines.ids)
        lines._refresh_preference_states(ids)

    @classmethod
    def decided(cls, visit, lines, kind="refusal", ground=None, **values):
        """Decide over ``lines`` in the case ``visit``."""
        decisions = cls.env["customs.preference.decision"].sudo()
        decision = decisions._behind_the_door().create(
            {
                "kind": kind,
                "res_model": visit._name,
                "res_id": visit.id,
                "case_name": visit.display_name,
                "agreement_id": visit.agreement_id.id,
                "importing_authority_id": visit.importing_authority_id.id,
                "ground_id": (ground or visit.agreement_id.ground_ids[0]).id,
                "trigger": f"test {next(NUMBERS)}",
                "proposed_on": cls.today,
                "line_ids": [
                    Command.create(
                        {
                            "line_id": line.id,
                            "duty": line.duty_at_stake,
                            "duty_known": line.duty_known,
                            "currency_id": line.currency_id.id,
                        }
                    )
                    for line in lines
                ],
                **values,
            }
        )
        decision._write_guarded(
            {
                "decided_on": cls.today,
                "decided_at": fields.Datetime.now() + timedelta(seconds=next(NUMBERS)),
                "decided_by_id": cls.supervisor.id,
                "decision_reason": "As found.",
            }
        )
        decision._follow_up("decide")
        return decision.with_env(cls.env)

    @classmethod
    def notice(cls, source, importer):
        """Return the notice of an importer about a suspension or decision."""
        source.invalidate_recordset(["notice_ids"])
        firm = importer.commercial_partner_id
        return source.notice_ids.filtered(lambda notice: notice.importer_firm_id == firm)
