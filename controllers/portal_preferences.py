"""The portal pages of an importer: suspensions and decisions that touch its own goods (RS16.12, RS11)."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .portal_common import ID, download, sentences

URL = "/my/customs/preferences"
NOTICE = f"{URL}/<{ID}:notice_id>"
FILTERS = ("open", "ended", "all")
ORDERS = {"newest": "since desc, id desc", "oldest": "since, id", "reference": "name, id"}
SEARCH = 100  # characters
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PortalPreferences(CustomerPortal):
    """What an importing firm is told, with its own goods; and the way to answer.

    Everything is read and done as the user. Another firm's notice is not told from one that is not there.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "customs_preference_count" in counters:
            notices = self._notices()
            values["customs_preference_count"] = (
                notices.search_count(notices._own_domain()) if notices is not None else 0
            )
        return values

    def _notices(self):
        """Return the model of notices for a user who may read it at all, or None."""
        notices = request.env["customs.preference.notice"]
        return notices if notices.has_access("read") else None

    # The list

    @route(
        [URL, f"{URL}/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def preferences(self, page=1, filterby="all", sortby="newest", search="", **_params):
        """List what touches the goods of the company: the last one first."""
        notices = self._notices()
        if notices is None:
            raise request.not_found()
        filterby = filterby if filterby in FILTERS else "all"
        sortby = sortby if sortby in ORDERS else "newest"
        search = search.replace("\x00", "").strip()[:SEARCH]
        domain = self._preferences_domain(notices, filterby, search)
        given = {"filterby": filterby, "sortby": sortby, "search": search}
        usual = {"filterby": "all", "sortby": "newest", "search": ""}
        pages = pager(
            URL,
            notices.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args={name: value for name, value in given.items() if value != usual[name]},
        )
        rows = notices.search(
            domain, order=ORDERS[sortby], offset=max(pages["offset"], 0), limit=self._items_per_page
        )
        return request.render(
            "customs_verification.portal_preferences",
            {
                **self._prepare_portal_layout_values(),
                **given,
                "page_name": "customs_preferences",
                "title": request.env._("Preferences"),
                "notices": rows,
                "pager": pages,
            },
        )

    def _preferences_domain(self, notices, filterby, search):
        domain = notices._own_domain()
        if filterby != "all":
            domain &= Domain("is_open", "=", filterby == "open")
        if search:
            domain &= Domain("name", "ilike", search) | notices._with_declaration(search)
        return domain

    # One notice

    def _own_notice(self, notice_id):
        """Return the notice when it is that of the user's company; else it is not found."""
        notices = self._notices()
        if notices is not None:
            notice = notices.search(Domain("id", "=", notice_id) & notices._own_domain())
            if notice:
                return notice
        raise request.not_found()

    @route(
        [NOTICE, f"{NOTICE}/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def preference(self, notice_id, page=1, **_params):
        """Show what it is and means, under which article and since when, with the company's own goods."""
        return self._preference_page(self._own_notice(notice_id), page)

    def _preference_page(self, notice, page=1, problems=()):
        pages = pager(f"{URL}/{notice.id}", notice.line_count, page=page, step=self._items_per_page)
        lines = notice._own_lines(offset=max(pages["offset"], 0), limit=self._items_per_page)
        return request.render(
            "customs_verification.portal_preference",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "customs_preference",
                "title": notice.name,
                "notice": notice,
                "goods": list(notice._goods(lines)),
                "pager": pages,
                "problems": problems,
                "tasks": notice._own_tasks(),
                "letters": notice._own_letters(),
                "forever": notice._refused_forever(),
                "takes_answers": notice._takes_answers(),
            },
        )

    @route(f"{NOTICE}/xlsx", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def preference_xlsx(self, notice_id, **_params):
        """Download the company's own goods under the notice as a workbook."""
        notice = self._own_notice(notice_id)
        content = notice._xlsx_goods()
        name = f"{notice.name} {notice.since}".replace("/", "-")
        return download(content, f"{name}.xlsx", XLSX)

    @route(f"{NOTICE}/answer", type="http", auth="user", website=True, methods=["POST"])
    def preference_answer(self, notice_id, **_form):
        """Lead to the task in which the company answers; open it where none is open."""
        notice = self._own_notice(notice_id)
        try:
            with request.env.cr.savepoint():
                task = notice._begin_answer()
        except AccessError:
            raise request.not_found() from None
        except UserError as error:
            response = self._preference_page(notice, problems=sentences(error))
            response.status_code = 422
            return response
        return request.redirect(f"/my/customs/tasks/{task.id}", code=303)
