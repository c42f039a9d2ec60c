"""Tasks of Odoo's `project` beside the visits: as many, as old, with as many people."""

from odoo import Command

from .sql import begin, chosen, multiply, next_id, numbers, run
from .world import HEAD, PERSONS

PROJECTS = 20
STAGES = ("Inbox", "Open", "In work", "Waiting", "Checked", "Closed")
ASSIGNEES = 20  # so that the measured officer has as many tasks as visits


def tasks(env, made, count):
    """Make `count` tasks in shared stages of several projects, each with one assignee, who follows it."""
    begin(env)
    users = [user for officers in made.officers.values() for user in officers]
    _let_in(env, users)
    shared, stages = projects(env, "employees")
    changes = {
        "name": "'Task ' || lpad(x.i::text, 6, '0')",
        "partner_id": f"{made.persons} + pg_temp.pick(x.i, 9, {PERSONS})",
        "date_deadline": "CURRENT_DATE + 60 - pg_temp.pick(x.i, 4, 1500)",
    }
    closed = "pg_temp.pick(x.i, 1, 100) >= 27"  # as many are open as visits
    first = project_tasks(env, shared, stages, f"(SELECT i FROM {numbers(count)}) x", changes, closed)
    run(
        env,
        f"""
        INSERT INTO project_task_user_rel (task_id, user_id)
        SELECT {first} + i, {chosen(users[:ASSIGNEES], f"pg_temp.pick(i, 3, {ASSIGNEES})")}
          FROM {numbers(count)}
        """,
    )
    run(
        env,
        f"""
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'project.task', r.task_id, u.partner_id
          FROM project_task_user_rel r JOIN res_users u ON u.id = r.user_id WHERE r.task_id >= {first}
        """,
    )
    return first


def _let_in(env, users):
    """Make the officers users of `project`, too."""
    group = Command.link(env.ref("project.group_project_user").id)
    (env["res.users"].browse(users) | env["res.users"].search([("login", "=", HEAD)])).group_ids = [group]


def projects(env, visibility):
    """Make the projects with their stages, and return both."""
    stages = env["project.task.type"].create([{"name": name, "fold": name == "Closed"} for name in STAGES])
    values = {"privacy_visibility": visibility, "type_ids": [Command.set(stages.ids)]}
    return env["project.project"].create(
        [{"name": f"Project {no}", **values} for no in range(PROJECTS)]
    ), stages


def project_tasks(env, shared, stages, source, changes, closed):
    """Make a task for each row x of `source` (x.i from 0), done where `closed` (SQL); return the first id."""
    template = env["project.task"].create(
        {"name": "Task", "project_id": shared[0].id, "user_ids": [Command.clear()]}
    )
    first = next_id(env, "project_task")
    running = chosen(stages[:-1].ids, f"pg_temp.pick(x.i, 5, {len(stages) - 1})")
    changes = {
        "id": f"{first} + x.i",
        "project_id": chosen(shared.ids, f"pg_temp.pick(x.i / 10, 2, {PROJECTS})"),
        "stage_id": f"CASE WHEN {closed} THEN {stages[-1].id} ELSE {running} END",
        "state": f"CASE WHEN {closed} THEN '1_done' ELSE '01_in_progress' END",
        "sequence": "10",
        # One task of ten has three subtasks, as a visit has goods.
        "parent_id": f"CASE WHEN x.i % 10 IN (1, 2, 3) THEN {first} + x.i - x.i % 10 END",
        **changes,
    }
    multiply(env, template, source, changes)
    return first
