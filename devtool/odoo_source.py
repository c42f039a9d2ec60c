"""Odoo 19 itself: the one ODOO_HOME names, or the Debian package, unpacked into the cache.

Odoo is not on the Python package index, and only Debian's sid carries it. The machine's own apt settings
stay untouched: a private set of lists is used, with the mirror the machine already uses.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import locks, paths, process
from .progress import Trouble, say

SERIES = 19
PACKAGE = "odoo-19"
# The package links to files of these; they must lie in the same tree.
COMPANIONS = [
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# sid's own version 7 has no `fontawesome-webfont.*`, which Odoo loads; the stable releases still have 4.7.
ICONS = "fonts-font-awesome"
ICONS_VERSION = "really4.7"
OR_ELSE = "or set ODOO_HOME to an Odoo 19 that is here (a git checkout, or what holds its `odoo` package)"


@dataclass(frozen=True)
class Source:
    """An Odoo to run: the folder for Python's path and the folders its addons are in."""

    home: Path
    addons: tuple[Path, ...]
    key: str


def find():
    """The Odoo to use, fetched first when there is none yet."""
    named = os.environ.get("ODOO_HOME")
    if named:
        return describe(check_home(Path(named).expanduser().absolute()))
    store = paths.folder(paths.cache() / "odoo")
    with locks.locked("odoo"):
        tree = next(iter(sorted(store.glob(f"{SERIES}.*"), reverse=True)), None) or fetch(store)
    return describe(tree / "usr/lib/python3/dist-packages")


def describe(home):
    """What the other parts need to know of an Odoo.

    Python's path gets a folder with a link to the `odoo` package alone: beside it there may be others, as
    in a system's `dist-packages`, that must not come before those of our own environment.
    """
    key = paths.digest(home, (home / "odoo/release.py").stat().st_mtime)
    alone = paths.link_to(home / "odoo", paths.cache() / "homes" / key / "odoo").parent
    addons = [home / "addons", alone / "odoo/addons"]
    # The Debian package has a second `addons` folder with nothing but Python files: of no use.
    return Source(alone, tuple(place for place in addons if holds_addons(place)), key)


def holds_addons(place):
    """Whether Odoo's addons are here, with their data."""
    return any((place / name / "static").is_dir() for name in ("base", "web"))


def check_home(home):
    """Refuse an ODOO_HOME that is not Odoo 19, before anything is built on it."""
    if (home / "release.py").is_file():
        home = home.parent
    release = home / "odoo/release.py"
    if not release.is_file():
        raise Trouble(f"ODOO_HOME={home} holds no Odoo: it must be the folder with the `odoo` package in it.")
    text = release.read_text(encoding="utf-8")
    major = re.search(r"^version_info\s*=\s*\(\s*['\"]?([^,'\"]+)", text, re.MULTILINE)
    if not major or major[1] != str(SERIES):
        found = major[1] if major else "an unknown version"
        raise Trouble(f"ODOO_HOME={home} is Odoo {found}, and this addon is written for Odoo {SERIES}.")
    return home


def fetch(store):
    """Download and unpack Odoo and what it links to; returns the finished tree."""
    say("Asking Debian's package lists for Odoo 19")
    apt = private_apt()
    version = candidate(apt)
    target = store / version
    with locks.whole_or_nothing(target) as tree:
        say(f"Downloading Odoo {version} (about 130 MB)")
        debs = paths.folder(tree / "debs")
        wanted = [f"{PACKAGE}={version}", *COMPANIONS, *icons(apt)]
        process.run(
            ["apt-get", *apt, "download", *wanted],
            f"Odoo could not be downloaded: look at the network and start again, {OR_ELSE}",
            "odoo-download",
            process.plain_environment(),
            cwd=debs,
        )
        say("Unpacking Odoo")
        for deb in sorted(debs.glob("*.deb")):
            process.run(["dpkg", "-x", deb, tree], "Odoo could not be unpacked", "odoo-unpack")
            deb.unlink()
        mend(tree)
    return target


def private_apt():
    """Options for an apt of our own that knows sid, with its lists fetched."""
    home = paths.folder(paths.cache() / "apt")
    for part in ("parts", "lists/partial", "cache/archives/partial"):
        paths.folder(home / part)
    (home / "parts/debian.sources").write_text(
        f"Types: deb\nURIs: {mirror()}\nSuites: sid stable oldstable\nComponents: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    )
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": home / "parts",
        "Dir::State::lists": home / "lists",
        "Dir::Cache": home / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "APT::Update::Error-Mode": "any",
    }
    options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
    process.run(
        ["apt-get", *options, "update"],
        f"Debian's package lists could not be fetched: look at the network and start again, {OR_ELSE}",
        "odoo-lists",
        process.plain_environment(),
    )
    return options


def mirror():
    """The Debian mirror this machine uses: none is written down here."""
    form = "$(LABEL)|$(REPO_URI)"
    asked = process.ask(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])
    targets = [line.partition("|")[::2] for line in asked.splitlines()]
    found = [address for label, address in targets if label == "Debian"]
    # Before the first `apt-get update` the labels are empty; a mirror's path still tells.
    found += [address for label, address in targets if not label and address.rstrip("/").endswith("/debian")]
    if not found:
        raise Trouble(
            f"No Debian mirror is known here: run `sudo apt-get update` and start again, {OR_ELSE}."
        )
    return found[0]


def candidate(apt):
    """The version of Odoo on offer; sid moves, so it is looked at before it is trusted."""
    found = [row[1] for row in versions(apt, PACKAGE)]
    fitting = [version for version in found if version.startswith(f"{SERIES}.")]
    if not fitting:
        state = f"offers version {found[0]}" if found else "has no such package any more"
        raise Trouble(f"Debian {state} for {PACKAGE}: wait until it has one of Odoo {SERIES}, {OR_ELSE}.")
    return fitting[0]


def icons(apt):
    """The package with the icon font Odoo's screens use, as a list: they only look poorer without it."""
    fitting = [version for _package, version in versions(apt, ICONS) if ICONS_VERSION in version]
    if not fitting:
        say("Debian no longer has Font Awesome 4.7: Odoo's icons will be missing")
    return [f"{ICONS}={version}" for version in fitting[:1]]


def versions(apt, package):
    """(name, version) of what the lists offer."""
    table = process.ask(["apt-cache", *apt, "madison", package])
    return [[cell.strip() for cell in line.split("|")[:2]] for line in table.splitlines()]


def mend(tree):
    """The package's links for these two formats of the icon font point at each other's file."""
    fonts = tree / "usr/lib/python3/dist-packages/odoo/addons/web/static/lib/fontawesome/fonts"
    for kind in ("woff", "woff2"):
        font = tree / f"usr/share/fonts-font-awesome/fonts/fontawesome-webfont.{kind}"
        if font.exists():
            place = fonts / font.name
            place.unlink(missing_ok=True)
            place.symlink_to(os.path.relpath(font, fonts))
