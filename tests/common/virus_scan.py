"""A scanner on a socket that answers as clamd does, or as a test tells it to."""

import os
import shutil
import socket
import struct
import tempfile
import threading
from contextlib import contextmanager

from ...tools.virus_scan import TEST_VIRUS


def read_stream(connection):
    """Return what a client sends by INSTREAM, as clamd reads it."""
    with connection.makefile("rb") as stream:
        command = stream.read(10)
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        return command, content


def honest(connection):
    """Answer as clamd does."""
    command, content = read_stream(connection)
    found = TEST_VIRUS in content
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")
    return command, content


@contextmanager
def clamd(answer=honest, tcp=False):
    """Run a scanner whose ``answer`` gets each connection; give its address and what came to it."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "clamd.ctl")
    server = socket.socket(socket.AF_INET if tcp else socket.AF_UNIX)
    server.bind(("127.0.0.1", 0) if tcp else path)
    server.listen()
    came = []

    def serve():
        while True:
            try:
                connection, _client = server.accept()
            except OSError:
                return
            with connection:
                try:
                    came.append(answer(connection))
                except (OSError, struct.error):
                    came.append(None)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield (f"127.0.0.1:{server.getsockname()[1]}" if tcp else path), came
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
        shutil.rmtree(folder)
