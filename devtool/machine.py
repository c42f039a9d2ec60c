"""What the machine itself must have: a few Debian packages, installed when we may, named when we may not."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from . import locks, process
from .progress import Trouble, say

BROWSERS = ("chromium", "google-chrome", "chromium-browser")


def browser():
    """The browser Odoo's own tests would find, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgres_programs():
    """The folder of the newest PostgreSQL's server programs, or None."""
    homes = [home for home in Path("/usr/lib/postgresql").glob("*/bin") if (home / "initdb").exists()]
    return max(homes, key=lambda home: float(home.parent.name), default=None)


def has_venv():
    """Debian splits `ensurepip` off from Python; without it no virtual environment can be made."""
    return importlib.util.find_spec("ensurepip") is not None


PRESENT = {
    "python3-venv": has_venv,
    "postgresql": postgres_programs,
    "chromium": browser,
}


def require(*packages):
    """Have these packages: install what is missing as root, otherwise name the one command to run."""
    check_python()
    missing = [package for package in packages if not PRESENT[package]()]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid():
        raise Trouble(
            f"Missing on this machine: {names}. Run `sudo apt-get update && sudo apt-get install -y {names}` "
            "and start again."
        )
    if not shutil.which("apt-get"):
        raise Trouble(f"Missing on this machine, and apt-get is not here to install it: {names}.")
    say(f"Installing Debian packages: {names}")
    install(missing)


def check_python():
    """Odoo 19 runs on Python up to 3.13; the pins are tried on 3.11 to 3.13."""
    if sys.version_info >= (3, 14):
        version = ".".join(map(str, sys.version_info[:2]))
        raise Trouble(f"Odoo 19 does not run on Python {version}: start it as `python3.13 dev …` (or 3.11).")


def install(packages):
    """Install as root, waiting for another apt that may be running."""
    env = process.plain_environment()
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=600"]
    with locks.locked("apt"):
        process.run([*apt, "update"], "The Debian package lists could not be fetched", "apt-update", env)
        process.run(
            [*apt, "install", "-y", "--no-install-recommends", *packages],
            f"Could not install {' '.join(packages)}",
            "apt-install",
            env,
        )
