"""Databases of this clone: made from a template, which takes seconds, and known by what is in them."""

import ast
import contextlib
import hashlib
import json
import os
import shutil

from . import locks, odoo, paths, postgres
from .progress import Trouble, say

# What Odoo's own way of creating a database does; without pg_trgm a trigram index is left out in silence.
EXTENSIONS = ("pg_trgm", "unaccent")
# Debian leaves this out (it blurs the background in video calls), yet the bundle of the backend lists it: an
# error in the browser's console on every page, which fails every browser test. So it is taken off the list.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
TAKE_OFF = """INSERT INTO ir_asset (name, bundle, directive, path, sequence, active)
              VALUES ('Left out by Debian', 'web.assets_backend', 'remove', %s, 16, TRUE)"""
# Files that change nothing in an installed database: code that is read anew at each start, and papers.
NOT_IN_DATABASE = {"tests", "docs", "devtool", "benchmarks", "requirements", "static", ".ci", ".git"}
INSTALLED = (".py", ".xml", ".csv", ".po", ".pot", ".json", ".sql", ".html", ".yml", ".yaml", ".txt")


def checksum():
    """What the addon would put into a database, in one short text."""
    total = hashlib.sha1()
    for folder, folders, files in os.walk(paths.REPO):
        top = os.path.samefile(folder, paths.REPO)
        folders[:] = sorted(n for n in folders if n != "__pycache__" and not (top and n in NOT_IN_DATABASE))
        for name in sorted(files):
            if name.endswith(INSTALLED):
                place = os.path.join(folder, name)
                total.update(os.path.relpath(place, paths.REPO).encode())
                with open(place, "rb") as content:
                    total.update(hashlib.sha1(content.read()).digest())
    return total.hexdigest()


def depends(addon=paths.REPO):
    """The addons ours builds on; the template holds them."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    return sorted(manifest["depends"])


def exists(setup, name):
    """Whether the server has this database."""
    statement = "SELECT 1 FROM pg_database WHERE datname = %s"
    return bool(postgres.query(setup.server, "postgres", statement, name))


def drop(setup, name):
    """Remove a database, its files and what is known of it, even when somebody is still connected."""
    note(setup, name).unlink(missing_ok=True)
    postgres.execute(setup.server, "postgres", (f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', None))
    shutil.rmtree(setup.data_folder(name), ignore_errors=True)


def copy(setup, origin, name, files):
    """A copy of a database with its files; these never change, so links to them do."""
    drop(setup, name)
    postgres.execute(setup.server, "postgres", (f'CREATE DATABASE "{name}" TEMPLATE "{origin}"', None))
    store = files / "filestore" / origin
    if store.is_dir():
        shutil.copytree(store, setup.data_folder(name) / "filestore" / name, copy_function=os.link)


def note(setup, name):
    """The file that says what is in a database; absent while it is being made."""
    return setup.data_folder(name) / "contents.json"


def known(setup, name):
    """What is in a database as far as we know: nothing, when it is gone or was left half done."""
    place = note(setup, name)
    return json.loads(place.read_text(encoding="utf-8")) if place.is_file() and exists(setup, name) else {}


def remember(setup, name, **facts):
    """Write down what is in a database now."""
    note(setup, name).write_text(json.dumps(facts), encoding="utf-8")


def template(setup, demo, needs=None):
    """A database with what the addon builds on, shared by all clones: (its name, the folder of its files)."""
    needs = needs or depends()
    key = paths.digest(setup.source.key, setup.server_key, *needs, demo)
    name = f"customs_template_{key}"
    home = paths.folder(paths.cache() / "templates")
    with locks.locked(f"template-{key}", "Another ./dev is making the template database; waiting for it"):
        if not ((home / key).is_dir() and exists(setup, name)):
            shutil.rmtree(home / key, ignore_errors=True)
            with locks.whole_or_nothing(home / key) as files:
                make_template(setup, name, files, demo, needs)
    return name, home / key


def make_template(setup, name, files, demo, needs):
    """Install what the addon depends on, once."""
    modules = ", ".join(needs)
    say(f"Installing Odoo's own {modules}{' with demo data' if demo else ''} once (about half a minute)")
    postgres.execute(
        setup.server,
        "postgres",
        (f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', None),
        (f"CREATE DATABASE \"{name}\" ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0", None),
    )
    extensions = [(f"CREATE EXTENSION IF NOT EXISTS {extension}", None) for extension in EXTENSIONS]
    postgres.execute(setup.server, name, *extensions)
    with contextlib.suppress(Trouble):  # only the owner of the server may; without it Odoo only warns
        postgres.execute(setup.server, name, ("ALTER FUNCTION unaccent(text) IMMUTABLE", None))
    conf = odoo.configuration(setup, name, data_dir=files)
    arguments = ["-i", ",".join(needs), demo_option(demo)]
    # Odoo's own warnings are nothing to mend here.
    odoo.install(setup, conf, "Installing Odoo's own addons", *arguments, show=("ERROR", "CRITICAL"))
    if not any((place / LEFT_OUT).is_file() for place in setup.source.addons):
        postgres.execute(setup.server, name, (TAKE_OFF, [LEFT_OUT]))


def demo_option(demo):
    """Said each time, for Odoo's default has changed before."""
    return "--with-demo" if demo else "--without-demo"


def fresh(setup, name, demo):
    """A new database with the addon in it."""
    origin, files = template(setup, demo)
    content = checksum()
    say(f"Installing the addon{' with its demo data' if demo else ''} into a new database")
    with locks.locked(f"copy-{origin}"):
        copy(setup, origin, name, files)
    conf = odoo.configuration(setup, name)
    odoo.install(setup, conf, "Installing the addon", "-i", paths.ADDON, demo_option(demo))
    remember(setup, name, addon=content, template=origin)
    return conf


def for_tests(setup, name):
    """A database without demo data that holds exactly the addon as it is now: anew after any change."""
    facts = known(setup, name)
    if facts.get("addon") != checksum() or facts.get("template") != template(setup, demo=False)[0]:
        return fresh(setup, name, demo=False)
    return odoo.configuration(setup, name)


def for_running(setup, name, update=False):
    """The database to look at, with demo data; what the user did in it survives updates."""
    facts = known(setup, name)
    if not facts:
        return fresh(setup, name, demo=True)
    conf = odoo.configuration(setup, name)
    if update or facts["addon"] != checksum():
        say("Updating the addon in the database")
        content = checksum()
        remember(setup, name, **facts | {"addon": "unfinished"})
        odoo.install(setup, conf, "Updating the addon", "-u", paths.ADDON, demo_option(True))
        remember(setup, name, **facts | {"addon": content})
    return conf
