"""Forms over a bare socket: what no client would send."""

import re
import socket
from contextlib import suppress


class BareSocketMixin:
    """Stands before `HttpCase`; the session is that of its client."""

    def send(self, path, body, headers):
        """Send a request over a bare socket, and return what comes back before the body is through."""
        self.env.flush_all()
        with (
            self.allow_requests(),
            socket.create_connection(("127.0.0.1", self.http_port()), 20) as connection,
        ):
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.opener.cookies)
            head = [
                f"POST {path} HTTP/1.1",
                "Host: 127.0.0.1",
                f"Cookie: {cookies}",
                "Content-Type: multipart/form-data; boundary=b",
                *headers,
            ]
            connection.sendall("\r\n".join([*head, "", ""]).encode())
            with suppress(OSError):  # It may hang up before everything is sent.
                connection.sendall(body)
            answer = b""
            with suppress(ConnectionResetError):
                while not is_whole(answer) and (part := connection.recv(65536)):
                    answer += part
        return answer


def is_whole(answer):
    """Whether an answer has come as long as it said: the server may keep the connection for a while."""
    head, _empty_line, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\nContent-Length: (\d+)", head)
    return bool(length) and len(body) >= int(length[1])
