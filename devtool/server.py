"""Odoo's web server on this clone's database: start it, wait until it answers, tell how to get in."""

import contextlib
import os
import socket
import time
import urllib.error
import urllib.request
import webbrowser

from . import odoo, process
from .progress import Trouble, say

DEFAULT_PORT = 8069
PATIENCE = 120  # seconds; a first start on a slow machine has to compile Odoo's Python files


def check_port(port):
    """Say so when the port is taken, before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Trouble(
                f"Port {port} is in use on this machine: choose another, like `./dev run --port {port + 1}`."
            ) from None


def free_port():
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def address(port):
    """Where the server is for a browser on this machine."""
    return f"http://localhost:{port}"


@contextlib.contextmanager
def serving(setup, conf, port, *arguments):
    """A running server for the length of the block; yields its process."""
    command = setup.command(conf, "server", f"--http-port={port}", "--log-level=warn", *arguments)
    server = process.begin(command, env=setup.environment(conf))
    try:
        wait_until_it_answers(server, port)
        yield server
    finally:
        server.terminate()
        with contextlib.suppress(KeyboardInterrupt):
            server.wait()


def wait_until_it_answers(server, port):
    """The login page is the proof: it needs the database, the registry and the templates."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Trouble("Odoo stopped before it answered: what it said stands above.")
        try:
            # Straight to this machine: a proxy of the environment has no business here.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"http://127.0.0.1:{port}/web/login", timeout=PATIENCE):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise Trouble(f"Odoo has not answered for {PATIENCE} seconds: what it said stands above.")


def announce(port):
    """The address and who can log in."""
    say(f"Ready: {address(port)}")
    rows = odoo.logins()
    width = max(len(row["login"]) for row in rows)
    secret = max(len(row["password"]) for row in rows)
    print("\n  login".ljust(width + 5) + "password".ljust(max(secret, 8) + 2) + "role")
    for row in rows:
        print(f"  {row['login'].ljust(width + 2)}{row['password'].ljust(max(secret, 8) + 2)}{row['role']}")
    print("\n  Ctrl-C stops the server.\n", flush=True)


def open_browser(port):
    """Show the page where there is a desktop to show it on."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address(port))
