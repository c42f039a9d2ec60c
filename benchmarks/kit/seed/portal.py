"""What outside people see: tasks with answers and files, letters with sendings; as many in `project`."""

from odoo import Command, fields

from .sql import begin, chosen, multiply, next_id, numbers, run
from .tasks import project_tasks, projects
from .world import PASSWORD, PERSONS

CONTACT, LIAISON = "bench_contact", "bench_liaison"
# Of the company that is measured: tasks, of which the first wait for its answer; letters.
OWN_TASKS, OWN_OPEN, OWN_LETTERS = 2500, 500, 1000
ROUNDS, FILES = 3, 2  # at most so many answers to a task; each with so many files
OPEN_SHARE = 27  # of a hundred tasks of the others, as of the visits
DOWNLOAD = "Invoice of May.txt"
TEXT = "The ledger of materials of 2025, with the invoices of the suppliers of milk, month by month."


def portal(env, made, visits, cases, count):
    """Make `count` tasks on `cases` visits (from id `visits` on) with answers, files and letters.

    And as many tasks of `project`, of the same people, each open where ours is.
    """
    begin(env)
    company = env["res.partner"].browse(made.persons)
    contact = _contact(env, CONTACT, parent_id=company.id)
    liaison = _contact(env, LIAISON)
    liaison.customs_authority_ids = [Command.set([made.exporting])]
    _spread(env, made, visits, cases, count)
    _tasks(env)
    _letters(env, made, visits, cases, count)
    _with_bytes(env)
    _theirs(env, contact)
    env.flush_all()


def _contact(env, login, **values):
    user = env["res.users"].create(
        {
            "name": login.replace("_", " ").title(),
            "login": login,
            "email": f"{login}@example.com",
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            "tz": "UTC",
        }
    )
    user.password = PASSWORD
    user.partner_id.write(values)
    return user


def _spread(env, made, visits, cases, count):
    """Throw the dice once for both sides: whose each task is, its state, its dates, its rounds."""
    person = f"CASE WHEN i < {OWN_TASKS} THEN {made.persons}" + (
        f" ELSE {made.persons} + 1 + pg_temp.pick(i, 21, {PERSONS - 1}) END"
    )
    run(
        env,
        f"""
        CREATE TEMP TABLE bench_portal AS
        WITH who AS (
            SELECT i, NULL::integer AS id, {person} AS person,
                   CASE WHEN i < {OWN_TASKS} THEN i < {OWN_OPEN}
                        ELSE pg_temp.pick(i, 22, 100) < {OPEN_SHARE} END AS is_open
              FROM {numbers(count)}),
        states AS (
            SELECT *, DATE '{fields.Date.today()}' + CASE
                       WHEN is_open THEN pg_temp.pick(i, 23, 25) - 5
                       ELSE -30 - pg_temp.pick(i, 24, 1500) END AS due,
                   CASE WHEN is_open AND pg_temp.pick(i, 25, 5) = 0 THEN 'sent_back'
                        WHEN is_open THEN 'asked'
                        WHEN pg_temp.pick(i, 26, 10) = 0 THEN 'answered'
                        WHEN pg_temp.pick(i, 26, 10) = 1 THEN 'withdrawn'
                        ELSE 'accepted' END AS state
              FROM who)
        SELECT s.*, v.id AS visit, v.name AS case_name, v.importing_authority_id AS authority,
               CASE WHEN s.state IN ('asked', 'withdrawn') THEN 0
                    WHEN s.state = 'sent_back' THEN 1 + pg_temp.pick(i, 27, {ROUNDS - 1})
                    ELSE 1 + pg_temp.pick(i, 27, {ROUNDS}) END AS rounds
          FROM states s JOIN customs_verification_visit v ON v.id = {visits} + s.i % {cases}
        """,
    )
    run(env, "ANALYZE bench_portal")


def _template(env):
    """Return the first task, asked of nobody's company yet, with an answer that has a file."""
    run(env, "SELECT visit, person FROM bench_portal WHERE i = 0")
    visit, person = env.cr.fetchone()
    task = env["customs.task"].create(
        {
            "name": "Ledger of materials",
            "kind": "documents",
            "question": TEXT,
            "res_model": "customs.verification.visit",
            "res_id": visit,
            "person_id": person,
            "due_on": fields.Date.today(),
        }
    )
    answer = env["customs.task.answer"].create(
        {"task_id": task.id, "number": 1, "text": TEXT, "answered_on": fields.Date.today()}
    )
    file = env["customs.file"]._accept([("Ledger.txt", TEXT.encode())], answer_id=answer.id)
    return task, answer, file


def _tasks(env):
    task, answer, file = _template(env)
    run(env, f"UPDATE bench_portal SET id = {task.id} + 1 + i")
    kinds = chosen(("'documents'", "'documents'", "'answer'", "'comment'"), "pg_temp.pick(x.i, 28, 4)")
    changes = {
        "id": "x.id",
        "name": "'Ledger of materials ' || lpad(x.i::text, 6, '0')",
        "kind": kinds,
        "res_id": "x.visit",
        "case_name": "x.case_name",
        "importing_authority_id": "x.authority",
        "person_id": "x.person",
        "commercial_person_id": "x.person",
        "due_on": "x.due",
        "asked_on": "x.due - 30",
        "answered_on": "CASE WHEN x.state IN ('answered', 'accepted') THEN x.due - 5 END",
        "sent_back_on": "CASE WHEN x.state = 'sent_back' THEN x.due - 20 END",
        "sent_back_reason": "CASE WHEN x.state = 'sent_back' THEN 'The invoices of May are missing.' END",
        "accepted_on": "CASE WHEN x.state = 'accepted' THEN x.due + 5 END",
        "withdrawn_on": "CASE WHEN x.state = 'withdrawn' THEN x.due - 10 END",
        "state": "x.state",
    }
    multiply(env, task, "bench_portal x", changes)
    first = _answers(env, answer)
    _files(env, file, first)


def _answers(env, template):
    first = next_id(env, "customs_task_answer")
    changes = {
        "task_id": "x.id",
        "number": "n",
        "importing_authority_id": "x.authority",
        "commercial_person_id": "x.person",
        "answered_by_name": "'Bench Contact'",
        "answered_on": "x.due - 25 + n * 4",
        "answered_at": "x.due - 25 + n * 4",
        "outcome": "CASE WHEN n < x.rounds OR x.state = 'sent_back' THEN 'sent_back'"
        " WHEN x.state = 'accepted' THEN 'accepted' END",
        "decided_on": "CASE WHEN n < x.rounds OR x.state <> 'answered' THEN x.due - 24 + n * 4 END",
        "reason": "CASE WHEN n < x.rounds OR x.state = 'sent_back' THEN 'The invoices are missing.' END",
    }
    multiply(env, template, "bench_portal x JOIN generate_series(1, x.rounds) n ON TRUE", changes)
    return first


def _files(env, template, first_answer):
    """Give each answer its files, without bytes; of an answer that was sent back one file was sent back."""
    changes = {
        "name": "'Ledger ' || c.number || '.' || n || '.txt'",
        "task_id": "c.task_id",
        "answer_id": "c.id",
        "importing_authority_id": "c.importing_authority_id",
        "commercial_person_id": "c.commercial_person_id",
        "sha256": "md5(c.id::text) || md5(n::text)",
    }
    answers = f"(SELECT * FROM customs_task_answer WHERE id >= {first_answer}) c"
    multiply(env, template, f"{answers} CROSS JOIN generate_series(1, {FILES}) n", changes)
    relation = env["customs.task.answer"]._fields["sent_back_file_ids"]
    run(
        env,
        f"""
        INSERT INTO {relation.relation} ({relation.column1}, {relation.column2})
        SELECT c.id, min(f.id) FROM {answers} JOIN customs_file f ON f.answer_id = c.id
         WHERE c.outcome = 'sent_back' GROUP BY c.id
        """,
    )


def _letters(env, made, visits, cases, count):
    """Send letters: to persons as many as tasks, to the authority one for each visit; half are answered."""
    whole = f"(SELECT * FROM customs_verification_visit WHERE id >= {visits} AND id < {visits} + {cases}) v"
    person = f"CASE WHEN i < {OWN_LETTERS} THEN {made.persons}" + (
        f" ELSE {made.persons} + 1 + pg_temp.pick(i, 31, {PERSONS - 1}) END"
    )
    to_persons = f"""(SELECT v.*, i, {person} AS person, pg_temp.pick(i, 32, 1500) AS age
                        FROM {numbers(count)} JOIN {whole} ON v.id = {visits} + i % {cases}) c"""
    to_authority = f"""(SELECT v.*, v.id AS i, pg_temp.pick(v.id, 32, 1500) AS age FROM {whole}
                         WHERE v.request_sent_on IS NOT NULL) c"""
    run(env, f"SELECT min(id) FROM customs_verification_visit WHERE id >= {visits}")
    visit = env["customs.verification.visit"].browse(env.cr.fetchone())
    _out(env, visit, to_persons, {"addressee_id": "c.person"}, commercial_person_id="c.person")
    _out(env, visit, to_authority, {"addressee_authority_id": str(made.exporting)})
    _in(env, made, visit, to_authority)


def _out(env, visit, source, addressee, **service):
    document = (
        env["customs.document"]
        ._behind_the_door()
        .create(
            {
                "name": "TEMPLATE",
                "kind": "letter",
                "direction": "out",
                "subject": "Data for the verification visit",
                "res_model": visit._name,
                "res_id": visit.id,
                "sender_authority_id": visit.importing_authority_id.id,
                "approved_at": fields.Datetime.now(),
                "sha256": "0" * 64,
            }
        )
    )
    first = next_id(env, "customs_document")
    sent = f"DATE '{fields.Date.today()}' - c.age"
    changes = {
        "name": "'L/' || c.i",
        "res_id": "c.id",
        "case_name": "c.name",
        "importing_authority_id": "c.importing_authority_id",
        "sender_authority_id": "c.importing_authority_id",
        "sent_on": sent,
        "state": "'sent'",
        **addressee,
    }
    multiply(env, document, source, changes)
    sending = env["customs.service"]._enter(
        [{"document_id": document.id, "channel": "portal", "sent_on": fields.Date.today()}]
    )
    changes = {
        "document_id": "d.id",
        "importing_authority_id": "d.importing_authority_id",
        "sent_on": "d.sent_on",
        **{name: f"d.{name}" for name in addressee},
        **({"commercial_person_id": "d.addressee_id"} if service else {}),
    }
    multiply(env, sending, f"(SELECT * FROM customs_document WHERE id >= {first}) d", changes)
    # The one that is copied was sent to nobody.
    run(env, f"DELETE FROM customs_service WHERE id = {sending.id}")


def _in(env, made, visit, source):
    document = env["customs.document"]._receive(
        [
            {
                "res_model": visit._name,
                "res_id": visit.id,
                "kind": "consent",
                "received_on": fields.Date.today(),
            }
        ]
    )
    document._accept_files([("Consent.txt", TEXT.encode())])
    first = next_id(env, "customs_document")
    changes = {
        "name": "'IN/' || c.i",
        "res_id": "c.id",
        "case_name": "c.name",
        "importing_authority_id": "c.importing_authority_id",
        "sender_authority_id": str(made.exporting),
        "received_on": f"DATE '{fields.Date.today()}' - c.age",
    }
    multiply(env, document, source.replace("IS NOT NULL)", "IS NOT NULL AND v.id % 2 = 0)"), changes)
    changes = {
        "document_id": "d.id",
        "importing_authority_id": "d.importing_authority_id",
        "exporting_authority_id": "d.sender_authority_id",
    }
    multiply(
        env,
        document.file_ids,
        f"(SELECT * FROM customs_document WHERE id >= {first} AND direction = 'in') d",
        changes,
    )


def _with_bytes(env):
    """Give one answer of the measured company a file whose bytes are there."""
    run(
        env,
        f"SELECT id FROM bench_portal WHERE i < {OWN_TASKS} AND state = 'answered' ORDER BY i LIMIT 1",
    )
    answer = env["customs.task"].browse(env.cr.fetchone()).answer_ids[0]
    env["customs.file"]._accept([(DOWNLOAD, TEXT.encode() * 100)], answer_id=answer.id)


def looked_at(env):
    """Return two tasks that are opened, a file that is downloaded, and a task and a file of `project`."""
    company = env["res.users"].search([("login", "=", CONTACT)]).commercial_partner_id
    tasks = env["customs.task"].search(
        [("commercial_person_id", "=", company.id), ("state", "=", "accepted")]
    )
    task = tasks.filtered(lambda task: len(task.answer_ids) == ROUNDS)[:1]
    waiting = env["customs.task"].search(
        [("commercial_person_id", "=", company.id), ("state", "=", "asked"), ("kind", "=", "documents")],
        limit=1,
    )
    file = env["customs.file"].search([("name", "=", DOWNLOAD)], limit=1)
    theirs = env["mail.message"].search(
        [("model", "=", "project.task"), ("attachment_ids", "!=", False)], limit=1
    )
    attachment = theirs.attachment_ids[0]
    [token] = attachment.generate_access_token()
    path = f"/web/content/{attachment.id}?download=true&access_token={token}"
    return task.id, waiting.id, file.id, theirs.res_id, path


def _theirs(env, contact):
    """Make the tasks of `project`: shared ones, followed by whom ours are asked of."""
    shared, stages = projects(env, "portal")
    env["project.collaborator"].create(
        [
            {"project_id": project.id, "partner_id": contact.partner_id.id, "limited_access": True}
            for project in shared
        ]
    )
    shared.message_subscribe(contact.partner_id.ids)
    first = project_tasks(
        env,
        shared,
        stages,
        "bench_portal x",
        {
            "name": "'Task ' || lpad(x.i::text, 6, '0')",
            "partner_id": "x.person",
            "date_deadline": "x.due",
        },
        closed="NOT x.is_open",
    )
    run(
        env,
        f"""
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'project.task', {first} + x.i,
               CASE WHEN x.i < {OWN_TASKS} THEN {contact.partner_id.id} ELSE x.person END
          FROM bench_portal x
        """,
    )
    run(
        env,
        f"SELECT {first} + i FROM bench_portal WHERE i < {OWN_TASKS} AND rounds = {ROUNDS}"
        " AND state = 'accepted' ORDER BY i LIMIT 1",
    )
    task = env["project.task"].browse(env.cr.fetchone())
    for number in range(ROUNDS):
        files = [(f"Ledger {number}.{index}.txt", TEXT.encode() * 100) for index in range(FILES)]
        task.message_post(
            body=TEXT, message_type="comment", subtype_xmlid="mail.mt_comment", attachments=files
        )


def check_portal(env, sample=300):
    """Let the addon compute some of the tasks and documents anew: nothing may change."""
    names = {
        "customs.task": ("case_name", "importing_authority_id", "commercial_person_id", "state"),
        "customs.task.answer": ("importing_authority_id", "commercial_person_id"),
        "customs.document": ("case_name", "importing_authority_id", "sent_on", "state"),
        "customs.service": ("importing_authority_id", "commercial_person_id"),
    }
    for model, columns in names.items():
        run(env, f"SELECT id FROM {env[model]._table} ORDER BY hashint4(id) LIMIT {sample}")
        records = env[model].browse([row for (row,) in env.cr.fetchall()])
        before = records.read(columns)
        for name in columns:
            env.add_to_compute(records._fields[name], records)
        env.flush_all()
        env.invalidate_all()
        wrong = [(old, new) for old, new in zip(before, records.read(columns), strict=True) if old != new]
        if wrong:
            raise AssertionError(f"The seed of {model} differs from what the addon writes: {wrong[:5]}")
    env.cr.rollback()
