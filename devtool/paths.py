"""Where things are kept. All of it lies outside the repository, which is itself the addon:

- shared by all clones: Odoo, the virtual environments, the PostgreSQL cluster, template databases;
- per clone (by a hash of its path): the link Odoo loads the addon through, databases, logs.
"""

import hashlib
import os
import re
from pathlib import Path

from .progress import Trouble

ADDON = "customs_verification"
REPO = Path(__file__).resolve().parent.parent
CLONE = hashlib.sha1(str(REPO).encode()).hexdigest()[:8]


def digest(*parts):
    """A short name for anything that must be made anew when one of its parts changes."""
    return hashlib.sha1("\0".join(map(str, parts)).encode()).hexdigest()[:10]


def cache():
    """The folder everything is kept in."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / ADDON


def folder(path):
    """The folder, made when missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"The cache folder {path} cannot be written ({error.strerror}): "
            "set XDG_CACHE_HOME to a folder of your own."
        ) from None
    return path


def clone():
    """The folder of this clone inside the cache; it says which clone it belongs to."""
    home = folder(cache() / "clones" / CLONE)
    (home / "clone").write_text(f"{REPO}\n")
    return home


def link_to(target, place):
    """A symbolic link, made or set right in one step; returns it."""
    if not place.is_symlink() or place.readlink() != target:
        fresh = folder(place.parent) / f".{place.name}.{os.getpid()}"
        fresh.symlink_to(target)
        fresh.replace(place)
    return place


def link():
    """The addon as Odoo and pytest see it: in a folder of its name, whatever the clone is called."""
    return link_to(REPO, clone() / "addons" / ADDON)


def addons():
    """The folder for Odoo's path of addons; ours is the only one in it."""
    return link().parent


def database(kind):
    """The name of this clone's database of a kind; CUSTOMS_DB_SUFFIX keeps parallel work apart."""
    suffix = os.environ.get("CUSTOMS_DB_SUFFIX", "")
    if not re.fullmatch(r"[a-z0-9_]{0,24}", suffix):
        raise Trouble("CUSTOMS_DB_SUFFIX may hold up to 24 small letters, digits and underscores, no more.")
    return "_".join(filter(None, ["customs", CLONE, kind, suffix]))


def log(name):
    """Where the whole output of a command goes."""
    return folder(clone() / "logs") / f"{name}.log"
