"""What the cases stand on: authorities of several countries, their officers, persons and proofs of origin."""

from dataclasses import dataclass, field

from odoo import Command, fields

from .sql import begin, chosen, multiply, next_id, numbers

PASSWORD = "a-long-bench-password"
OFFICER, HEAD = "bench_officer", "bench_head"
AUTHORITIES = (
    # code, country, time zone, how many of ten cases
    ("B-KZ", "base.kz", "Asia/Almaty", 4),
    ("B-RU", "base.ru", "Europe/Moscow", 2),
    ("B-BY", "base.by", "Europe/Minsk", 2),
    ("B-AM", "base.am", "Asia/Yerevan", 1),
    ("B-KG", "base.kg", "Asia/Bishkek", 1),
)
OFFICERS = 8  # of each authority
PERSONS, PROOFS, LINES = 5000, 20000, 3  # lines of each proof


@dataclass
class World:
    """Where they are."""

    importing: list = field(default_factory=list)  # ids of authorities, one for each of ten cases
    officers: dict = field(default_factory=dict)  # authority -> ids of its officers
    exporting: int = 0
    body: int = 0
    persons: int = 0  # the first id of PERSONS
    proofs: int = 0  # the first id of PROOFS
    lines: int = 0  # the first id of PROOFS x LINES
    template: int = 0  # the proof that the others are copies of

    def authority_of(self, i):
        """SQL of the importing authority of case or proof `i`: a case's proofs are of its own authority."""
        return chosen(self.importing, _tenth(i))

    def officer_of(self, i):
        """SQL of the officer of case `i`: one of its authority's."""
        officers = [officer for authority in self.importing for officer in self.officers[authority]]
        return chosen(officers, f"({_tenth(i)} * {OFFICERS} + pg_temp.pick({i}, 3, {OFFICERS}))")


def _tenth(i):
    return f"pg_temp.pick({i} % {PROOFS}, 2, 10)"


def world(env):
    """Make authorities, officers, persons and proofs, and return where they are."""
    begin(env)
    made = World()
    for code, country, zone, share in AUTHORITIES:
        authority = _authority(env, code, country, zone, is_customs_authority=True)
        made.importing += [authority.id] * share
        made.officers[authority.id] = _officers(env, authority)
    _user(env, HEAD, "supervisor", list(made.officers)).password = PASSWORD
    served = {"is_customs_authority": True, "is_verification_authority": True}
    made.exporting = _authority(env, "B-RS", "base.rs", "Europe/Belgrade", **served).id
    made.body = _authority(env, "B-RS-CH", "base.rs", "Europe/Belgrade", is_authorised_body=True).id
    _persons(env, made)
    _proofs(env, made)
    return made


def _authority(env, code, country, zone, **kinds):
    values = {"name": f"Authority {code}", "code": code, "country_id": env.ref(country).id, "tz": zone}
    return env["customs.authority"].create({**values, **kinds})


def _user(env, login, group, authorities):
    groups = [env.ref("base.group_user").id, env.ref(f"customs_verification.group_{group}").id]
    return env["res.users"].create(
        {
            "name": login.replace("_", " ").title(),
            "login": login,
            "email": f"{login}@example.com",
            "group_ids": [Command.set(groups)],
            "customs_authority_ids": [Command.set(authorities)],
            "tz": "UTC",
        }
    )


def _officers(env, authority):
    """Make the officers and the supervisor of an authority; the one who is measured may log in."""
    code = authority.code.lower()
    logins = [f"{OFFICER}_{code}_{index}" for index in range(OFFICERS)]
    measured = authority.code == AUTHORITIES[0][0]
    users = [
        _user(env, login, "officer", authority.ids) for login in [OFFICER][:measured] + logins[measured:]
    ]
    if measured:
        users[0].password = PASSWORD
    authority.supervisor_id = _user(env, f"bench_supervisor_{code}", "supervisor", authority.ids)
    return [user.id for user in users]


def _persons(env, made):
    template = env["res.partner"].create(
        {"name": "Producer d.o.o.", "is_company": True, "country_id": env.ref("base.rs").id}
    )
    made.persons = next_id(env, "res_partner")
    identity, name = f"{made.persons} + i", "'Producer ' || i || ' d.o.o.'"
    changes = {"id": identity, "name": name, "complete_name": name, "commercial_partner_id": identity}
    multiply(env, template, numbers(PERSONS), changes)


def _proofs(env, made):
    template = env["customs.origin.proof"].create(_proof_values(env, made))
    made.template = template.id
    made.proofs = next_id(env, "customs_origin_proof")
    made.lines = next_id(env, "customs_origin_proof_line")
    changes = {
        "id": f"{made.proofs} + i",
        "number": "'RS' || lpad(i::text, 8, '0')",
        "number_key": "'rs' || lpad(i::text, 8, '0')",
        "importing_authority_id": made.authority_of("i"),
        "exporter_id": f"{made.persons} + pg_temp.pick(i, 5, {PERSONS})",
        "consignee_id": f"{made.persons} + pg_temp.pick(i, 6, {PERSONS})",
    }
    multiply(env, template, numbers(PROOFS), changes)
    changes = {
        "id": f"{made.lines} + i",
        "proof_id": f"{made.proofs} + i / {LINES}",
        "position": f"1 + i % {LINES}",
        "importing_authority_id": made.authority_of(f"i / {LINES}"),
    }
    multiply(env, template.line_ids, numbers(PROOFS * LINES), changes)


def _proof_values(env, made):
    today, serbia = fields.Date.today(), env.ref("base.rs").id
    return {
        "agreement_id": env.ref("customs_verification.agreement_eaeu_rs").id,
        "proof_type_id": env.ref("customs_verification.proof_type_eaeu_rs_ct2").id,
        "importing_authority_id": made.importing[0],
        "exporter_id": made.persons,
        "consignee_id": made.persons,
        "number": "RS-TEMPLATE",
        "issue_country_id": serbia,
        "submission_country_id": env.ref("base.kz").id,
        "issuing_body_id": made.body,
        "issued_on": fields.Date.subtract(today, days=100),
        "signatory": "Bench Signatory",
        "stamp_present": True,
        "applicant_name": "Bench Applicant",
        "applicant_on": fields.Date.subtract(today, days=101),
        "origin_country_id": serbia,
        "line_ids": [
            Command.create(
                {
                    "position": 1,
                    "package_count": 10,
                    "package_kind": "boxes",
                    "description": "White cheese in brine",
                    "hs_code": "0406905000",
                    "criterion_id": env.ref("customs_verification.criterion_eaeu_rs_p").id,
                    "gross_weight_kg": 1000.0,
                }
            )
        ],
        "invoice_ids": [
            Command.create({"number": "INV-1", "dated_on": fields.Date.subtract(today, days=102)})
        ],
    }
