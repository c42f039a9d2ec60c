"""The pictures of docs/images/, taken in a real browser: `./dev screenshots [file name ...]`.

A picture to add is a line in SHOTS. A page that logs an error to the browser's console fails the run.
"""

import base64
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
from playwright.sync_api import Error, Page, sync_playwright

from devtool import machine, odoo, paths

FOLDER = paths.REPO / "docs/images"
DESKTOP = (1280, 800)
TALL = (1280, 1500)
PHONE = (390, 844)
SMALL_PHONE = (360, 740)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The network is never idle, for Odoo keeps a line open to its server.
AT_REST = """() => !document.querySelector(".o_loading_indicator, .o_blockUI")
    && document.fonts.status === "loaded" && [...document.images].every((image) => image.complete)"""


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at what, and what must be there before it is taken."""

    name: str
    login: str
    url: str
    wait: str
    viewport: tuple[int, int] = DESKTOP
    steps: Callable[[Page], None] | None = None


def show_pdf(kind):
    """Show the first two pages of the last stored document of a kind beside each other."""

    def steps(page):
        found = {
            "model": "customs.document",
            "method": "search",
            "args": [[["kind", "=", kind]]],
            "kwargs": {"limit": 1},
        }
        answer = page.request.post(
            "/web/dataset/call_kw", data={"jsonrpc": "2.0", "method": "call", "params": found}
        )
        url = f"/web/content/customs.document/{answer.json()['result'][0]}/file"
        document = pypdfium2.PdfDocument(page.request.get(url).body())
        images = []
        for number in range(min(2, len(document))):
            file = io.BytesIO()
            document[number].render(scale=1.2).to_pil().save(file, "PNG")
            data = base64.b64encode(file.getvalue()).decode()
            images.append(
                f'<img src="data:image/png;base64,{data}" style="margin:12px;border:1px solid #999">'
            )
        page.goto("about:blank")
        page.set_content(f'<body style="margin:0;background:#ddd;display:flex">{"".join(images)}</body>')

    return steps


def open_consent(page):
    """Open what asks the exporter for its consent, from the list of what waits."""
    page.click(".o_customs_tasks a:has-text('onsent')")
    page.wait_for_selector(".o_customs_send")


def open_queue(page):
    """Open the goods that a person has to judge."""
    page.click(".oe_stat_button[name=action_open_likely]")
    page.wait_for_selector(".o_data_row")


# The numbers of the cases follow from their order in demo/cases.py.
SHOTS = [
    Shot("visit_form.png", "officer", "/odoo/verification-visits/8", ".o_customs_missing"),
    Shot("visit_late.png", "supervisor", "/odoo/verification-visits/5", ".o_customs_missing"),
    Shot("visit_phone.png", "officer", "/odoo/verification-visits/8", ".o_form_view", PHONE),
    Shot("visit_draft.png", "officer2", "/odoo/verification-visits/1", ".o_customs_missing", TALL),
    Shot("visit_kanban.png", "supervisor", "/odoo/verification-visits", ".o_kanban_record"),
    Shot("register.png", "supervisor", "/odoo/customs-deadlines", ".o_data_row"),
    Shot("report_form.png", "officer", "/odoo/visit-reports/1", ".o_customs_section", TALL),
    Shot("proof_form.png", "officer", "/odoo/customs-proofs/9", ".o_form_view", TALL),
    Shot("suspension_form.png", "supervisor", "/odoo/preference-suspensions/1", ".o_statusbar_status", TALL),
    Shot("suspension_draft.png", "officer", "/odoo/preference-suspensions/2", ".o_customs_missing", TALL),
    Shot(
        "likely_queue.png",
        "officer",
        "/odoo/preference-suspensions/1",
        ".o_statusbar_status",
        DESKTOP,
        open_queue,
    ),
    Shot("agreement.png", "admin", "/odoo/customs-agreements/1", ".o_form_view"),
    Shot("portal_task.png", "exporter", "/my/customs/tasks", ".o_customs_tasks", TALL, open_consent),
    Shot(
        "portal_task_phone.png",
        "exporter",
        "/my/customs/tasks",
        ".o_customs_tasks",
        SMALL_PHONE,
        open_consent,
    ),
    Shot("portal_list_phone.png", "exporter", "/my/customs/tasks", ".o_customs_tasks", SMALL_PHONE),
    Shot(
        "report_pdf.png",
        "officer",
        "/odoo/verification-visits/13",
        ".o_form_view",
        (1530, 1060),
        show_pdf("report"),
    ),
]


def main(arguments):
    """Take all pictures, or only those named; returns how many could not be taken."""
    address, *names = arguments
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    unknown = set(names) - {shot.name for shot in chosen}
    if unknown:
        print(
            f"No such picture: {', '.join(sorted(unknown))}. There are: {', '.join(s.name for s in SHOTS)}."
        )
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    passwords = {row["login"]: row["password"] for row in odoo.logins()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser(), args=FLAGS)
        people = dict.fromkeys(shot.login for shot in chosen)
        return sum(
            take_all(browser, address, login, passwords[login], [s for s in chosen if s.login == login])
            for login in people
        )


def take_all(browser, address, login, password, shots):
    """The pictures of one person, who logs in once; returns how many failed."""
    context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/web/login" not in url)
    failed = 0
    for shot in shots:
        complaints.clear()
        problem = take(page, shot) or "; ".join(complaints)
        print(f"  {shot.name}: {problem or 'taken'}", flush=True)
        failed += bool(problem)
    context.close()
    return failed


def take(page, shot):
    """Take one picture; returns what went wrong."""
    width, height = shot.viewport
    page.set_viewport_size({"width": width, "height": height})
    try:
        page.goto(shot.url)
        page.wait_for_selector(shot.wait)
        if shot.steps:
            shot.steps(page)
        page.wait_for_function(AT_REST)
        page.screenshot(path=FOLDER / shot.name, animations="disabled")
    except Error as error:
        return error.message.splitlines()[0]
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
