"""Servers of a test's own, each in a thread. Python's look twice a second whether they are to stop; these at once."""

from socketserver import BaseServer
from threading import Thread


def serve(server: BaseServer) -> None:
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
