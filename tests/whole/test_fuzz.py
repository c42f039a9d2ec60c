"""The fuzz run: requests of all kinds to every door of people outside, in its short form.

``CUSTOMS_FUZZ_REQUESTS`` and ``CUSTOMS_FUZZ_SEED`` make it another: `./dev fuzz` sets
them, and prints the counts.
"""

import logging
import os
import re
import time
import traceback
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import fuzz_portal
from ..common.attack import ASKED, FOREIGN, INTERNAL, PERSON, AttackHttpCase, in_base64
from ..common.cases import PASSWORD

REQUESTS = int(os.environ.get("CUSTOMS_FUZZ_REQUESTS") or 160)
SEED = int(os.environ.get("CUSTOMS_FUZZ_SEED") or 19)
LONG = "CUSTOMS_FUZZ_REQUESTS" in os.environ

# What each actor may not see, wherever it stands.
SECRETS = {
    "contact": (INTERNAL, ASKED, FOREIGN),
    "liaison": (INTERNAL, PERSON, FOREIGN),
    "unrelated": (INTERNAL, PERSON, ASKED, FOREIGN),
    "public": (INTERNAL, PERSON, ASKED, FOREIGN),
}
# After so many requests the worlds are as they were: else all is answered soon, and little is tried.
FRESH_AFTER = 40
LOGGERS = ("odoo.http", "odoo.addons.base.models.ir_qweb", "odoo.sql_db", "werkzeug")
OURS = re.compile(r"customs_verification/(models|controllers|tools|reports|wizards)/")
OWN_ERRORS = ("odoo.exceptions.", "werkzeug.exceptions.", "odoo.http.Session")


@tagged("post_install", "-at_install")
class TestFuzz(AttackHttpCase):
    def setUp(self):
        super().setUp()
        self.known = fuzz_portal.known_ids({"own": self.own, "foreign": self.foreign})
        users = {"contact": self.contact, "liaison": self.asked, "unrelated": self.unrelated, "public": None}
        self.doors = {name: self._door(user) for name, user in users.items()}
        self.secrets = {
            actor: [(mark, [mark.encode(), *in_base64(mark)]) for mark in marks]
            for actor, marks in SECRETS.items()
        }
        self.number, self.counts, self.failures = 0, Counter(), {}
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT fuzz")
        self._make_fresh()

    def _door(self, user):
        """Return the session, the opener and the key of an actor."""
        self.session = None
        self.authenticate(user.login if user else None, PASSWORD if user else None)
        key = user and (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "fuzz", fields.Datetime.now() + timedelta(days=1))
        )
        return self.session, self.opener, key

    def test_fuzz(self):
        """CU-A, RSM26, IT9: no request of anybody outside fails, tells or changes what is another's."""
        rules = self.routes()
        started = time.monotonic()

        @seed(SEED)
        @settings(
            max_examples=REQUESTS,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def run(data):
            sent = data.draw(fuzz_portal.requests(rules, list(SECRETS)))
            self._try(sent)

        with mute_logger(*LOGGERS), patch.object(logging.getLogger("odoo.http"), "error", self._note_error):
            run()  # pylint: disable=no-value-for-parameter  # Hypothesis gives it
        self._notify(time.monotonic() - started)
        self.assertFalse(self.failures, self._replay())

    def _note_error(self, message, *arguments, **_more):
        """Keep what the server would have written into its log, for the report of a failure."""
        self.logged = "".join(traceback.format_exc())[-3000:]

    def _try(self, sent):
        self.logged = ""
        response = self._send(sent)
        self.counts[sent.route, response.status_code] += 1
        for problem in self._problems(sent, response):
            key = (sent.route, problem[:60])
            self.failures.setdefault(key, (self.number, problem, sent, self.logged or response.text[:400]))
        self.number += 1
        if self.number % FRESH_AFTER == 0:
            self._make_fresh()

    def _make_fresh(self):
        self.env.cr.execute("ROLLBACK TO SAVEPOINT fuzz")
        self.env.invalidate_all()
        self.before = {name: self.digest(getattr(self, name)) for name in ("own", "foreign")}

    # Sending

    def _send(self, sent):
        self.session, self.opener, key = self.doors[sent.actor]
        if isinstance(sent.body, dict):
            return self._send_json(sent, key)
        known = self.known
        if "own version" in repr(sent):  # of the page as it is now
            known = known | {"own version": self.own.window.with_user(self.asked)._page_version()}
        form = [(name, str(value)) for name, value in fuzz_portal.filled(sent.form, known)]
        token = {"right": Request.csrf_token(self), "wrong": "0" * 40 + "o1"}.get(sent.csrf)
        if token and sent.method != "GET":
            form.append(("csrf_token", token))
        files = [(field, (name, fuzz_portal.content_of(name, kind))) for field, name, kind in sent.files]
        return self.opener.request(
            sent.method,
            self.base_url() + fuzz_portal.filled(sent.path, self.known),
            params=[(name, str(value)[:300]) for name, value in fuzz_portal.filled(sent.query, known)],
            data=form or None,
            files=files or None,
            headers=dict(sent.headers),
            allow_redirects=False,
            timeout=60,
        )

    def _send_json(self, sent, key):
        body = fuzz_portal.filled(sent.body, self.known)
        headers = {}
        if "rpc" in body:
            content = {"jsonrpc": "2.0", "params": body["rpc"]}
        elif sent.path.startswith("/json/2"):
            content = {**body["arguments"], "context": body["context"]}
            if body["ids"] is not None:
                content["ids"] = body["ids"]
            headers["Authorization"] = f"Bearer {key or 'none'}"
        else:
            kwargs = {**body["arguments"], "context": body["context"]}
            args = [] if body["ids"] is None else [body["ids"]]
            params = {"model": body["model"], "method": body["method"], "args": args, "kwargs": kwargs}
            content = {"jsonrpc": "2.0", "params": params}
        return self.opener.request(
            "POST",
            self.base_url() + sent.path,
            json=content,
            headers=headers,
            allow_redirects=False,
            timeout=60,
        )

    # What each answer must hold

    def _problems(self, sent, response):
        """Return what is wrong with an answer, and with the database after it."""
        yield from self._problems_of_error(sent, response)
        content = response.content + repr(response.headers).encode()
        for mark, spellings in self.secrets[sent.actor]:
            if any(spelling in content for spelling in spellings):
                yield f"tells {mark}"
        for name in ("foreign", "own"):
            before, after = self.before[name], self.digest(getattr(self, name))
            self.before[name] = after
            changed = {table for table in after if after[table] != before[table]}
            if changed and (name == "foreign" or sent.actor in ("unrelated", "public")):
                yield f"changed rows of {name}: {changed}"

    def _problems_of_error(self, sent, response):
        """No error of the server, and a traceback is shown to nobody.

        Odoo answers some calls of its own with one, ours or not: of a method that is not there, of a model
        without messages. These are counted, not mended here.
        """
        # A call of JSON-2 that does not fit its method is answered as that; the log says what was behind it.
        failed = response.status_code >= 500 or (self.logged and sent.path.startswith("/json/2"))
        trace, kind = self.logged, failed and f"status {response.status_code}"
        if response.headers.get("Content-Type", "").startswith("application/json"):
            answer = response.json()
            error = answer.get("error") if isinstance(answer, dict) else None
            if isinstance(error, dict) and not error.get("data", {}).get("name", "").startswith(OWN_ERRORS):
                kind, trace = f"error {error['data']['name']}", error["data"]["debug"]
                self.logged = trace[-1500:]
        elif b"Traceback (most recent" in response.content:
            kind = "traceback"
        if kind and (sent.is_ours or OURS.search(trace.rpartition('File "')[2])):
            yield kind
        elif kind:
            self.counts["Odoo's own errors", kind] += 1

    # What is told of it

    def _notify(self, seconds):
        if not LONG:
            return
        lines = [f"seed {SEED}: {REQUESTS} requests in {seconds:.0f} s, {REQUESTS / seconds:.0f} a second"]
        routes = {}
        for (route, status), count in self.counts.items():
            routes.setdefault(route, {})[status] = count
        for route, statuses in sorted(routes.items()):
            told = "  ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
            lines.append(f"  {re.sub(r'<int[^:]*:', '<', route):70} {told}")
        print("\n".join(lines), flush=True)  # noqa: T201

    def _replay(self):
        lines = [f"./dev fuzz --seed {SEED} --requests {REQUESTS} shows these {len(self.failures)} again:"]
        for number, problem, sent, text in self.failures.values():
            lines += [f"request {number}: {problem}", f"  {str(sent)[:1500]}", f"  {text}"]
        return "\n".join(lines)
