"""The portal pages of an authority that was asked: the requests sent to it, and how it answers them."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .file import upload_limit
from .portal_common import ID, days_in_words, download, given_ids, sentences, status_of

URL = "/my/customs/requests"
# The acts of the page, each a form: what of it is text, in the order of the method's arguments.
ACTS = {
    "acknowledge": (),
    "ask": ("due_on",),
    "documents": ("due_on",),
    "consent": ("reference", "dated_on", "note"),
    "refuse": ("note", "reference", "dated_on"),
    "result": ("reference", "authentic", "originating", "rules_met", "dated_on", "note"),
    "member": ("first_name", "last_name", "position", "native_first_name", "native_last_name"),
    "remove": ("member_id",),
    "material": ("subject", "is_confidential"),
}


class PortalRequests(CustomerPortal):
    """Requests of the other Party, as their liaison officer sees and answers them (RS15, RS16).

    Odoo merges all portal controllers into one class: the methods of this one are named for what they are.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "customs_request_count" in counters:
            awaited = [("closed_on", "=", False), ("answered_on", "=", False)]
            requests = self._asked_requests()
            values["customs_request_count"] = requests.search_count(awaited) if requests is not None else 0
        return values

    def _asked_requests(self):
        """Return the model of requests for a user who serves an authority, or None."""
        windows = request.env["customs.incoming.request"]
        serves = request.env.user.customs_authority_ids
        return windows if serves and windows.has_access("read") else None

    @route(
        [URL, f"{URL}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def asked_requests(self, page=1, filterby="open", **_params):
        """List the requests that were sent to the user's authority: the open ones, or all."""
        windows = self._asked_requests()
        if windows is None:
            raise request.not_found()
        filters = {
            "open": {"label": request.env._("Open"), "domain": [("closed_on", "=", False)]},
            "all": {"label": request.env._("All"), "domain": []},
        }
        filterby = filterby if filterby in filters else "open"
        domain = filters[filterby]["domain"]
        total = windows.search_count(domain)
        step = self._items_per_page
        pages = pager(URL, total, page, step, url_args={"filterby": filterby})
        rows = windows.search(domain, limit=step, offset=max(pages["offset"], 0))
        return request.render(
            "customs_verification.portal_requests",
            {
                "page_name": "customs_requests",
                "title": request.env._("Requests to your authority"),
                "rows": rows,
                "pager": pages,
                "filters": filters,
                "filterby": filterby,
                "days": {row.id: days_in_words(request.env, row.days_left) for row in rows},
            },
        )

    @route(f"{URL}/<{ID}:request_id>", type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def asked_request(self, request_id, done="", **_params):
        """Show a request: who asks, why, until when, and the forms of what can be answered now."""
        return self._asked_page(self._asked_window(request_id), done=done if done in ACTS else "")

    @route(
        f"{URL}/<{ID}:request_id>/<string:act>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        max_content_length=upload_limit,
    )
    def asked_answer(self, request_id, act, version="", **form):
        """Do one act as the user; what is wrong comes back with all that was typed, at once."""
        window = self._asked_window(request_id)
        if act not in ACTS:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                window._check_page_version(version)
                self._asked_act(window, act, form)
        except UserError as error:
            if isinstance(error, AccessError | MissingError):
                raise request.not_found() from None
            response = self._asked_page(window, act, form, sentences(error))
            response.status_code = status_of([error])
            return response
        return request.redirect(f"{URL}/{window.id}?done={act}#customs_done", code=303)

    @route(
        f"{URL}/<{ID}:request_id>/letter/<{ID}:document_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def asked_letter(self, request_id, document_id, **_params):
        """Send a letter of the request as a download, byte for byte; its opening proves its receipt."""
        window = self._asked_window(request_id)
        document = window.document_ids.filtered(lambda row: row.id == document_id)
        content = document and document._content()
        if not content:
            raise request.not_found()
        window._log_opening(document)
        return download(content, document.file_name or f"{document.name}.pdf", document._mimetype())

    @route(
        f"{URL}/<{ID}:request_id>/enclosure/<{ID}:proof_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def asked_enclosure(self, request_id, proof_id, **_params):
        """Send a copy that goes with the letter as a download."""
        enclosure = self._asked_window(request_id)._enclosure(proof_id)
        if not enclosure:
            raise request.not_found()
        name, mimetype, content = enclosure
        return download(content, name, mimetype)

    def _asked_window(self, request_id):
        """Return the request, when the user may see it; another's is not told from one that is not there."""
        windows = self._asked_requests()
        window = windows.search([("id", "=", request_id)]) if windows is not None else None
        if not window:
            raise request.not_found()
        return window

    def _asked_act(self, window, act, form):
        given = [form.get(name, "") for name in ACTS[act]]
        files = [
            (file.filename, file) for file in request.httprequest.files.getlist("files") if file.filename
        ]
        acts = {
            "acknowledge": window.acknowledge,
            "ask": window.ask_verified_person,
            "documents": window.demand_documents,
            "consent": lambda *texts: window.consent(*texts, files=files),
            "refuse": lambda *texts: window.refuse(*texts, files=files),
            "result": lambda *texts: window.give_result(*texts, files=files),
            "member": window.add_team_member,
            "remove": lambda member: window.remove_team_member(*given_ids([str(member)])[0] or [0]),
            "material": lambda subject, secret: window.add_material(subject, files, bool(secret)),
        }
        acts[act](*given)

    def _asked_page(self, window, act="", form=None, problems=(), done=""):
        """Return the page of ``window``; after a refused ``act`` with its form as it was sent."""
        window.invalidate_recordset()
        files = request.env["customs.file"].sudo()
        typed = {name: text for name, text in (form or {}).items() if isinstance(text, str)}
        return request.render(
            "customs_verification.portal_request",
            {
                "page_name": "customs_request",
                "title": window.name,
                "window": window,
                "version": window._page_version(),
                "days": days_in_words(request.env, window.days_left),
                "act": act,
                "typed": typed if act else {},
                "problems": problems,
                "done": done,
                "answers": request.env["customs.verification.request"]
                ._fields["authentic"]
                ._description_selection(request.env),
                "file_types": ", ".join(sorted(files._types())),
                "file_mb": files._setting("max_mb"),
                "file_count": files._setting("max_count"),
                "total_mb": files._setting("max_total_mb"),
            },
        )
