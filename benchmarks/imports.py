"""Importing declarations: Odoo's own `load` and ours on the same file, large files with their memory beside a
bare COPY of the same rows, and one that is killed on its way.

The peer of the large file is COPY into a table with the columns and indexes of the goods, and nothing else.
With CUSTOMS_BENCH_LINES=1000000 the large file has a million lines (some minutes); otherwise it has 100,000.
"""

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kit import databases, odoo_process
from kit.table import ratio, table, verdict

SAME = 3000  # lines of the file that both import
LARGE = int(os.environ.get("CUSTOMS_BENCH_LINES") or 100_000)
KILLED = 40_000
GOODS = 5  # on each declaration
FIRMS = 2000
AIM = 10  # times as many lines a second
AIM_COPY, AIM_COPY_AGAIN = 6, 3  # times as long as the bare COPY
# Headings as `load` knows them; our source has them in its columns.
HEAD = {
    "number": "number",
    "registered_on": "registered_on",
    "importing_authority_id": None,
    "importer_id": "importer_name",
    "exporter_id": "exporter_name",
}
GOOD = {
    "line_ids/position": "position",
    "line_ids/hs_code": "hs_code",
    "line_ids/description": "description",
    "line_ids/brand": "brand",
    "line_ids/article_no": "article_no",
    "line_ids/producer_id": "producer_name",
    "line_ids/gross_weight_kg": "gross_weight_kg",
    "line_ids/net_weight_kg": "net_weight_kg",
    "line_ids/customs_value": "customs_value",
    "line_ids/currency_id": "currency",
    "line_ids/agreement_id": "agreement",
    "line_ids/preference_claimed": "preference_claimed",
    "line_ids/proof_reference": "proof_reference",
    "line_ids/rate_without": "rate_without",
    "line_ids/rate_with": "rate_with",
}
AGREEMENT = "EAEU - Serbia Free Trade Agreement"
CHAPTERS = ("0406905000", "8418102001", "3004900002", "2204217900", "0810100000")


def fill(name):
    """Make the authority, its officer, the source and the firms that the lines name."""
    with odoo_process.environment(name, tracking_disable=True, no_reset_password=True) as env:
        eur = env.ref("base.EUR")
        eur.active = True
        agreement = env.ref("customs_verification.agreement_eaeu_rs")
        authority = env["customs.authority"].create(
            {
                "name": "Benchmark Authority",
                "code": "BENCH",
                "country_id": env.ref("base.kz").id,
                "is_customs_authority": True,
                "tz": "Asia/Almaty",
            }
        )
        columns = {heading: field for heading, field in (HEAD | GOOD).items() if field}
        env["customs.import.source"].create(
            {
                "name": "Benchmark",
                "importing_authority_id": authority.id,
                "agreement_id": agreement.id,
                "currency_id": eur.id,
                "column_ids": [
                    (0, 0, {"field": field, "heading": heading}) for heading, field in columns.items()
                ],
            }
        )
        env["res.partner"].create(
            [{"name": f"Firm {number:05d} d.o.o.", "is_company": True} for number in range(FIRMS)]
        )
    databases.seeded("imports")


def lines(count, prefix):
    """Yield the lines as {heading: text}."""
    first_on = datetime.now(UTC).date() - timedelta(days=300)
    for number in range(count):
        declaration = number // GOODS
        yield {
            "number": f"{prefix}/{declaration:07d}",
            "registered_on": str(first_on + timedelta(days=declaration % 290)),
            "importing_authority_id": "Benchmark Authority",
            "importer_id": f"Firm {declaration % 1000:05d} d.o.o.",
            "exporter_id": f"Firm {1000 + declaration % 500:05d} d.o.o.",
            "line_ids/position": str(number % GOODS + 1),
            "line_ids/hs_code": CHAPTERS[number % len(CHAPTERS)],
            "line_ids/description": f"Goods of lot {number % 3000}, packed in cartons",
            "line_ids/brand": f"Brand {number % 400}",
            "line_ids/article_no": f"A-{number % 20000}",
            "line_ids/producer_id": f"Firm {1500 + number % 500:05d} d.o.o.",
            "line_ids/gross_weight_kg": f"{100 + number % 900}.5",
            "line_ids/net_weight_kg": f"{90 + number % 900}.25",
            "line_ids/customs_value": f"{5 + number % 30}.75",
            "line_ids/currency_id": "EUR",
            "line_ids/agreement_id": AGREEMENT,
            "line_ids/preference_claimed": "1",
            "line_ids/proof_reference": f"RS {number:08d}",
            "line_ids/rate_without": "15",
            "line_ids/rate_with": "0",
        }


def write(path, count, prefix):
    """Write a file of lines."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*HEAD, *GOOD], delimiter=";")
        writer.writeheader()
        writer.writerows(lines(count, prefix))
    return path


def by_load(name, path):
    """Import the file as Odoo's own import does; return the seconds."""
    with odoo_process.environment(name) as env, open(path, encoding="utf-8") as file:
        start = time.perf_counter()
        headings, *rows = csv.reader(file, delimiter=";")
        heads = len(HEAD)
        for row in rows:
            if int(row[heads]) > 1:
                row[:heads] = [""] * heads  # how `load` is told that goods belong to the same declaration
        result = env["customs.declaration"].load(headings, rows)
        if not result["ids"]:
            raise AssertionError(f"load refused the file: {result['messages'][:3]}")
        env.flush_all()
        return time.perf_counter() - start


def run_import(name, path, prefix):
    """Import the file with ours, in a process of its own; return what it says of itself."""
    done = subprocess.run(
        [sys.executable, __file__, "import", name, str(path), prefix],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def kill_import(name, path, prefix):
    """Kill an import in the middle, as the machine would, and let another process go on with it."""
    command = [sys.executable, __file__, "import", name, str(path), prefix]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not taken(name, prefix) and process.poll() is None:
        time.sleep(0.2)
    time.sleep(0.7)
    process.send_signal(signal.SIGKILL)
    process.wait()
    at = taken(name, prefix)
    return at, run_import(name, path, prefix)


def taken(name, prefix):
    """How many lines were taken so far."""
    with odoo_process.environment(name) as env:
        return env["customs.declaration.line"].search_count(
            [("declaration_id.number", "=like", f"{prefix}/%")]
        )


def digest(name, prefix):
    """What the register holds of a file, in one word: ids and times left out."""
    with odoo_process.environment(name) as env:
        env.cr.execute(
            """
            SELECT md5(string_agg(md5((to_jsonb(l) - %(ids)s)::text), '' ORDER BY d.number, l.position))
              FROM customs_declaration_line l JOIN customs_declaration d ON d.id = l.declaration_id
             WHERE d.number LIKE %(numbers)s
            """,
            {
                "ids": ["id", "declaration_id", "create_date", "write_date"],
                "numbers": f"{prefix}/%",
            },
        )
        return env.cr.fetchone()[0]


def child(name, path, prefix):
    """Be the process that imports: start the import, or go on with the one that was killed."""
    odoo_process.start()
    with odoo_process.environment(name) as env:
        imports = env["customs.declaration.import"]
        run = imports.search([("file_name", "=", f"{prefix}.csv")], limit=1)
        if not run:
            source = env["customs.import.source"].search([("name", "=", "Benchmark")], limit=1)
            run = imports.create(
                {"source_id": source.id, "file": b"eA==", "file_name": f"{prefix}.csv", "dry_run": False}
            )
            lay_down(env, run, path)
            run.action_start()
        env.cr.commit()
        before = memory()
        start = time.perf_counter()
        imports._cron_import()
        seconds = time.perf_counter() - start
        env.invalidate_all()
        run = imports.browse(run.id)
        counts = [run.lines_new, run.lines_changed, run.lines_unchanged, run.lines_bad]
        if run.state != "done":
            raise AssertionError(f"The import is {run.state}: {run.failure}")
    print(json.dumps({"seconds": seconds, "before": before, "peak": memory(), "counts": counts}))


def lay_down(env, run, path):
    """Give the import the file without taking it into memory, so that only the import's own is measured."""
    attachment = env["ir.attachment"].search(
        [("res_model", "=", run._name), ("res_field", "=", "file"), ("res_id", "=", run.id)]
    )
    store = f"be/bench-{run.id}"
    place = Path(attachment._full_path(store))
    place.parent.mkdir(parents=True, exist_ok=True)
    os.link(path, place) if path.stat().st_dev == place.parent.stat().st_dev else copy(path, place)
    env.cr.execute(
        "UPDATE ir_attachment SET store_fname = %s, file_size = %s WHERE id = %s",
        (store, path.stat().st_size, attachment.id),
    )
    env.invalidate_all()


def copy(path, place):
    """Copy a file block by block."""
    with open(path, "rb") as source, open(place, "wb") as target:
        while block := source.read(2**20):
            target.write(block)


def memory():
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bare_copy(name, prefix):
    """Copy the goods of a file, as the register holds them, into a bare table; return the seconds."""
    with odoo_process.environment(name) as env, tempfile.TemporaryFile() as file:
        env.cr.execute("CREATE TABLE bare (LIKE customs_declaration_line INCLUDING INDEXES)")
        goods = (
            "SELECT l.* FROM customs_declaration_line l JOIN customs_declaration d ON d.id = l.declaration_id"
            f" WHERE d.number LIKE '{prefix}/%' ORDER BY l.id"
        )
        env.cr.copy_expert(f"COPY ({goods}) TO STDOUT", file)
        env.cr.commit()
        file.seek(0)
        start = time.perf_counter()
        env.cr.copy_expert("COPY bare FROM STDIN", file)
        env.cr.commit()
        seconds = time.perf_counter() - start
        env.cr.execute("DROP TABLE bare")
        return seconds


def main():
    odoo_process.start()
    with databases.copies("imports") as found, tempfile.TemporaryDirectory() as made:
        name, filled = found["imports"]
        if not filled:
            fill(name)
        folder = Path(made)
        rows = []
        same = write(folder / "same.csv", SAME, "LOAD")
        seconds = by_load(name, same)
        theirs = SAME / seconds
        rows.append((f"Odoo's `load`, {SAME:,} lines", f"{seconds:.1f}", f"{theirs:,.0f}", "", "", ""))
        # The same lines under other numbers: a second time they would be there already.
        for what, count, prefix in (
            (f"Ours, the same {SAME:,} lines", SAME, "SAME"),
            (f"Ours, {LARGE:,} lines", LARGE, "LARGE"),
        ):
            path = write(folder / f"{prefix}.csv", count, prefix)
            said = run_import(name, path, prefix)
            rows.append(result(what, count, said, theirs))
        large = said["seconds"]
        again = write(folder / "AGAIN.csv", LARGE, "LARGE")
        said = run_import(name, again, "AGAIN")
        if said["counts"] != [0, 0, LARGE, 0]:
            raise AssertionError(f"The same file again changed something: {said['counts']}")
        rows.append(result("The same file again: nothing changes", LARGE, said, theirs))
        bare = bare_copy(name, "LARGE")
        print(table(("Import", "seconds", "lines per second", "times `load`", f"aim {AIM}", "memory"), rows))
        beside = [
            (f"A bare COPY of the {LARGE:,} lines", f"{bare:.1f}", "1.00", ""),
            ("Ours", f"{large:.1f}", ratio(large, bare), verdict(large / bare, AIM_COPY)),
            (
                "The same file again",
                f"{said['seconds']:.1f}",
                ratio(said["seconds"], bare),
                verdict(said["seconds"] / bare, AIM_COPY_AGAIN),
            ),
        ]
        heads = ("Beside COPY", "seconds", "times COPY", f"aim {AIM_COPY}, again {AIM_COPY_AGAIN}")
        print(f"\n{table(heads, beside)}")
        killed(name, folder)


def result(what, count, said, theirs):
    """One row of the table."""
    speed = count / said["seconds"]
    times = speed / theirs
    met = "met" if times >= AIM else "MISSED"
    peak = f"{said['before']} → {said['peak']} MB"
    return what, f"{said['seconds']:.1f}", f"{speed:,.0f}", f"{times:.1f}", met, peak


def killed(name, folder):
    """Print whether an import that was killed ends as one that was not."""
    whole = write(folder / "whole.csv", KILLED, "WHOLE")
    run_import(name, whole, "WHOLE")
    path = write(folder / "killed.csv", KILLED, "KILLED")
    at, _said = kill_import(name, path, "KILLED")
    same = digest(name, "WHOLE") == digest(name, "KILLED")
    print(
        f"\nKilled after {at:,} of {KILLED:,} lines and started again: {'the same' if same else 'DIFFERENT'}."
    )
    if not same or not 0 < at < KILLED:
        raise AssertionError("The import was not killed in the middle, or its end is another one.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
