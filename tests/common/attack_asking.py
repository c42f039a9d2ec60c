"""Sends calls and judges the answers: no foreign secret, no oracle, and each reading in confidence noted."""

import json
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError
from odoo.fields import Datetime
from odoo.http import Request as HttpRequest
from odoo.service.model import call_kw
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .attack_secrets import words_in
from .attack_visible import may_see
from .attack_world import SEED, SecretsCase
from .cases import PASSWORD

MUTED = (
    "odoo.sql_db",
    "odoo.http",
    "odoo.modules.module",
    "odoo.addons.rpc",
    "odoo.addons.mail",
    "odoo.addons.web",
    "odoo.models",
    "odoo.domains",
    "odoo.orm.domains",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.mail.models.mail_thread",
    "odoo.osv.expression",
    "py.warnings",
)


def in_developer_mode(users, group):
    """Tell whether a user has a group, as in a request with ``?debug=1``."""
    users.ensure_one()
    return users._has_group(group)


@dataclass
class Answer:
    """What came back: as text and bytes, refused or not, and how many readings were noted on the way."""

    text: str = ""
    parts: tuple = ()
    refused: bool = False
    entries: int = 0
    failed: str = ""  # what else went wrong

    @property
    def contents(self):
        return (self.text, *self.parts)


class Asking(SecretsCase):
    """Calls in this process, as every door of the server ends in them."""

    def start_asking(self):
        self.counts, self.problems, self.started = Counter(), {}, time.monotonic()
        self.enterContext(mute_logger(*MUTED))
        # In developer mode Odoo tells more, and whoever is logged in turns it on: by a word in the address.
        self.enterContext(patch.object(type(self.env["res.users"]), "has_group", in_developer_mode))

    def ask(self, role, call):
        """Make a call as the user of a role, as the first thing of a request; take back what it did."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute("SAVEPOINT asked")
        noted = self._entries()
        self.env.invalidate_all(flush=False)
        answer, parts = Answer(), []
        try:
            records = self.as_of_a_request(role)[call.model]
            result = call_kw(records, call.method, list(call.args), call.kwargs)
            records.env.flush_all()
            answer.text = json.dumps(
                result, default=lambda value: self._plain(value, parts), ensure_ascii=False
            )
            answer.entries = self._entries() - noted
        except (AccessError, AccessDenied, MissingError) as error:
            answer.text, answer.refused = str(error), True
        except UserError as error:
            answer.text, answer.refused = str(error), True
        except Exception as error:  # pylint: disable=broad-exception-caught  # what a caller is told
            answer.text, answer.failed = str(error), type(error).__name__
        finally:
            self._take_back(cr)
        answer.parts = tuple(parts)
        return answer

    def as_of_a_request(self, role):
        """Return the environment of a role as a request has it: its user stands behind the transaction.

        Odoo falls back to that user where it takes back the rights of the superuser.
        """
        env = self.env(user=self.users[role], su=False, context={})
        env.transaction.default_env = env
        return env

    def _take_back(self, cr):
        self.env.transaction.default_env = self.env
        with suppress(Exception):
            self.env.transaction.clear()
        cr.precommit.clear()
        cr.postcommit.clear()
        cr.execute("ROLLBACK TO SAVEPOINT asked; RELEASE SAVEPOINT asked")
        self.env.transaction.clear()

    def _entries(self):
        self.env.cr.execute("SELECT count(*) FROM customs_reading")
        return self.env.cr.fetchone()[0]

    @staticmethod
    def _plain(value, parts):
        if isinstance(value, bytes):
            parts.append(value)
            return f"bytes{len(parts)}"
        return str(value)

    # Judging

    def try_call(self, role, call):
        answer = self.ask(role, call)
        self.counts[role, call.kind, "refused" if answer.refused else answer.failed or "answered"] += 1
        for problem in self.wrong_with(role, call, answer):
            self.note(role, call.kind, call.model, problem, call)
        return answer

    def note(self, role, kind, what, problem, how):
        """Keep a problem; what is the same for another role is the same problem."""
        key = (kind, what, problem.split(":")[0])
        self.problems.setdefault(key, (set(), problem, str(how)))[0].add(role)

    def wrong_with(self, role, call, answer):
        sent = words_in(repr(call).encode())  # what somebody says is no news when it comes back
        # A form that names an officer has been told the name by whoever fills it in.
        about = "" if call.kind == "onchange" else call.model
        for secret in sorted(self.told(role, *answer.contents, about=about), key=str):
            if secret.word in sent:
                continue
            which = "" if secret.model.startswith("customs.") else f"{secret.which} "
            yield f"tells {secret.model} {which}{secret.field}: {secret}"
        yield from self.unnoted(role, answer)
        if call.asks and not answer.refused and not answer.failed:
            yield f"asks the hidden field {call.asks}: answered"
        if call.oracle and not answer.refused and not answer.failed:
            other = self.ask(role, call.oracle)
            if other.text != answer.text:
                told = f"{answer.text[:80]} and of nobody's word {other.text[:80]}"
                yield f"is an oracle by {call.path or call.method}: {told}"

    def unnoted(self, role, answer):
        """Yield what was read that was given in confidence, without an entry of who read it."""
        found = set().union(*(self.secrets.found_in(content) for content in answer.contents))
        for secret in found:
            # A person's own words are no secret from it.
            own = role == "person" and (secret.model, secret.field) == ("customs.task.answer", "text")
            if secret.confided and not own and may_see(role, secret) and not answer.entries:
                yield f"confidential, without an entry {secret.model} {secret.field}: {secret}"

    def assert_no_problems(self):
        """Nothing was told: else all is named, one line for each place and way, with an example."""
        if self.problems:
            lines = [f"{len(self.problems)} ways, seed {SEED}:"]
            for (kind, model, _problem), (roles, problem, call) in sorted(self.problems.items()):
                lines.append(
                    f"{kind} | {model} | {', '.join(sorted(roles))} | {problem[:300]} | {call[:300]}"
                )
            self.fail("\n".join(lines))


class HttpAsking(Asking, HttpCase):
    """The same over HTTP: each role with a session and a key of its own."""

    def start_sessions(self, roles):
        self.start_asking()
        self.sessions = {role: self._session_of(role) for role in roles}
        self.env.flush_all()

    def _session_of(self, role):
        """Return session, opener and key of a role; a visitor has no key."""
        self.session = None
        user = self.users[role] if role != "public" else None
        self.authenticate(user.login if user else None, PASSWORD if user else None)
        keys = self.env["res.users.apikeys"].with_user(user or self.env.user).sudo()
        key = user and keys._generate("rpc", "attacks", Datetime.now() + timedelta(days=1))
        return self.session, self.opener, key

    def try_request(self, role, request):
        """Send a request as a role, judge what came back, and take back what it did."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute("SAVEPOINT asked")
        noted = self._entries()
        try:
            response = self._send(role, request)
            answer = Answer(parts=(response.content, repr(response.headers).encode()))
            answer.entries = self._entries() - noted
        finally:
            self._take_back(cr)
        self.counts[role, request.route, response.status_code] += 1
        sent = words_in(repr(request).encode())
        for secret in sorted(self.told(role, *answer.contents), key=str):
            if secret.word in sent:
                continue
            which = "" if secret.model.startswith("customs.") else f"{secret.which} "
            problem = f"tells {secret.model} {which}{secret.field}: {secret}"
            self.note(role, "door", request.route, problem, request)
        for problem in self.unnoted(role, answer):
            self.note(role, "door", request.route, problem, request)
        return response

    def _send(self, role, request):
        self.session, self.opener, key = self.sessions[role]
        headers = {"Authorization": f"Bearer {key}"} if request.bearer and key else {}
        debug = {"debug": str(sum(self.counts.values()) % 2)}  # every other request is in developer mode
        more = {}
        if request.raw is not None:
            more, headers["Content-Type"] = {"data": request.raw}, "text/xml"
        elif request.form is not None:
            form = {**request.form, "csrf_token": HttpRequest.csrf_token(self)}
            files = {"ufile": ("a.txt", b"x")} if "ufile" in form else None
            form.pop("ufile", None)
            more = {"data": form, "files": files}
        elif request.method != "GET":
            more = {"data": json.dumps(request.body or {}, default=str)}
            headers["Content-Type"] = "application/json"
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            return self.opener.request(
                request.method,
                self.base_url() + request.path,
                params={name: str(value)[:3000] for name, value in request.query.items()} | debug,
                headers=headers,
                allow_redirects=False,
                timeout=60,
                **more,
            )
