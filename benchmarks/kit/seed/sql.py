"""Copying rows in sets."""

# A number below n that is always the same for the same i and salt; spread as if thrown with dice.
PICK = """
    CREATE OR REPLACE FUNCTION pg_temp.pick(i integer, salt integer, n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE AS 'SELECT (hashint4(i * 31 + salt) & 2147483647) % n'
"""
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %(table)s"


def run(env, statement, **values):
    """Run a statement of the seed."""
    env.cr.execute(statement, values or None)


def begin(env):
    """Prepare the transaction for copying.

    Checking every single foreign key takes twice the time of the rest; where the database user may leave it
    out, it is left out, and `check` looks at what came of it.
    """
    run(env, PICK)
    run(env, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if env.cr.fetchone()[0]:
        run(env, "SET LOCAL session_replication_role = replica")


def finish(env):
    """Commit, and let PostgreSQL know what is there, as its own housekeeping would in an hour."""
    env.flush_all()
    env.cr.commit()
    connection = env.cr._cnx
    connection.autocommit = True
    try:
        run(env, "VACUUM ANALYZE")
    finally:
        connection.autocommit = False


def next_id(env, table):
    """Return the first id that copies in `table` will get."""
    run(env, f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
    return env.cr.fetchone()[0]


def multiply(env, template, source, changes):
    """Copy the row of `template` (a record) for each row of `source` (SQL).

    :param changes: column -> SQL of its value, which may name the columns of `source`
    """
    env.flush_all()
    table = template._table
    run(env, COLUMNS, table=table)
    columns = {name for (name,) in env.cr.fetchall()}
    unknown = changes.keys() - columns
    if unknown:
        raise LookupError(f"{table} has no column {', '.join(sorted(unknown))}.")
    kept = sorted(columns - changes.keys() - {"id"})
    values = [*(str(value) for value in changes.values()), *(f"t.{name}" for name in kept)]
    run(
        env,
        f"""
        INSERT INTO {table} ({", ".join([*changes, *kept])})
        SELECT {", ".join(values)} FROM {source}, {table} t WHERE t.id = {template.id}
        """,
    )
    run(env, f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    env.invalidate_all()


def numbers(count):
    """SQL of a source with `count` rows: i from 0."""
    return f"generate_series(0, {count - 1}) i"


def chosen(ids, index):
    """SQL of the element of `ids` (list) at `index` (SQL, from 0)."""
    return f"(ARRAY[{','.join(map(str, ids))}])[1 + {index}]"
