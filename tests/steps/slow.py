"""Connections that do nothing, or next to nothing, with a server: so many at once, held by a process of its own, which opens
another for each that the server closes."""
import collections
import multiprocessing
import resource
import selectors
import socket
import subprocess
import time
import urllib.parse

SPARE = 200


def allow_descriptors(count):
    """For this process and those that it starts. How many there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + SPARE if hard == resource.RLIM_INFINITY else min(count + SPARE, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(count, wanted - SPARE)


def hold(base, count, first, ending, most, refused):
    """`first`: what each connection sends when it is open."""
    address = urllib.parse.urlsplit(base)
    selector, closed = selectors.EpollSelector(), collections.deque(range(count))
    while not ending.is_set():
        for _ in range(min(len(closed), 100)):
            closed.popleft()
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex((address.hostname, address.port))
            selector.register(line, selectors.EVENT_WRITE if first else selectors.EVENT_READ)
        most.value = max(most.value, count - len(closed))
        for key, what in selector.select(0 if closed else 0.05):
            line, got = key.fileobj, b""
            try:
                if what & selectors.EVENT_WRITE:
                    line.send(first)
                    selector.modify(line, selectors.EVENT_READ)
                    continue
                got = line.recv(4096)
            except OSError:
                pass
            refused.value += got.startswith(b"HTTP/1.1 503")
            if not got:
                selector.unregister(line)
                line.close()
                closed.append(1)


class Holder:
    def __init__(self, base, count, first=b""):
        there = multiprocessing.get_context("fork")
        self.ending, self.most, self.refused = there.Event(), there.Value("q", 0), there.Value("q", 0)
        self.process = there.Process(target=hold, daemon=True,
                                     args=(base, count, first, self.ending, self.most, self.refused))
        self.process.start()

    def end(self):
        self.ending.set()
        self.process.join()
        return f"most held at once {self.most.value}, answered 503 {self.refused.value}"


class SlowHttpTest:
    """Debian's slowhttptest, for so long; it opens at most so many connections a second."""

    def __init__(self, words, count, rate, seconds, log):
        self.process = subprocess.Popen(
            ["slowhttptest", *words, "-c", str(count), "-r", str(rate), "-l", str(max(1, int(seconds))), "-p", "30"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        return ""
