"""A browser of somebody outside: pages of the portal by GET, over Odoo's own WSGI application."""

from .webclient import WebClient


class PortalClient(WebClient):
    """A browser of one user of the portal."""

    def get(self, path, contains=""):
        """Return the body of a page; one that is no page, or does not hold what it should, is an error."""
        response = self.client.get(path, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
        body = response.get_data()
        if response.status_code != 200 or contains.encode() not in body:
            raise RuntimeError(f"{path}: {response.status}, without {contains!r}: {body[:2000]}")
        return body

    def with_messages(self, url, model, record_id):
        """Open the page of a record with its messages and their files, which its script fetches."""
        self.get(f"{url}/{record_id}")
        thread = {"thread_model": model, "thread_id": record_id}
        self.post("/portal/chatter_init", thread)
        found = self.post("/mail/chatter_fetch", {**thread, "fetch_params": {"limit": 10}})
        if len(found["messages"]) < 3:
            raise RuntimeError(f"{url}/{record_id} has no messages: {found}")

    def counters(self, *names):
        """Ask for the numbers on the tiles of the portal's first page."""
        return self.post("/my/counters", {"counters": names})
