"""What Dunlin is measured against: Node with Fastify, and nginx, which neither verifies nor stores (bench/baseline)."""
import contextlib
import signal
import socket
import subprocess

from live_server import ROOT, live

FOLDER = ROOT / "bench/baseline"


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(words, port, folder):
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            if not live.wait_until(lambda: accepts(port), 30):
                raise SystemExit(f"{words[0]} did not come up")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def node(target, folder):
    """Its address, with the given file or postgresql:// address to store in."""
    port = live.free_port()
    return started(["node", FOLDER / "server.js", target, str(port)], port, folder)


def nginx(folder):
    port, home = live.free_port(), folder / "nginx"
    home.mkdir()
    (home / "nginx.conf").write_text((FOLDER / "nginx.conf").read_text().replace("PORT", str(port)))
    return started(["nginx", "-p", home, "-c", home / "nginx.conf"], port, folder)
