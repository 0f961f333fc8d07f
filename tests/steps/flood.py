"""Many connections that post signed webhooks as fast as each is answered, from a process of its own; the fate of every
body is kept. A body is made from its number alone, so that it can be delivered again and looked for later."""
import collections
import hashlib
import hmac
import json
import multiprocessing
import selectors
import socket
import time
import urllib.parse

from live import select_wait
from webhooks import SECRET, entry, head

EVENTS = 10
# The first event of every so many bodies asks something that the rules answer.
QUESTION_EVERY = 40
BIG_BYTES = (1 << 20) - 4096
NO_ANSWER = 0
WAVE_SECONDS = 1


class Bodies:
    """Of ten events each, for neighbouring threads (account, person). A padded one says the same as a plain one."""

    def __init__(self, name, threads):
        self.name, self.threads, self.now_ms = name, threads, int(time.time() * 1000)
        self.padding = ('{"object":"instagram","padding":"' + "x" * BIG_BYTES + '",').encode()
        self.start = b'{"object":"instagram",'
        self.signed = {start: hmac.new(SECRET, start, hashlib.sha256) for start in (self.start, self.padding)}

    def start_of_mids(self, number):
        """22 characters, where the name has five."""
        return f"aWdfZAG1{self.name}{number:09d}"

    def mid(self, number, event):
        return f"{self.start_of_mids(number)}x{event:02d}" + "A" * 80

    def request(self, netloc, number, big):
        entries = []
        for event in range(EVENTS):
            account, igsid = self.threads[(number * EVENTS + event) % len(self.threads)]
            asks = event == 0 and number % QUESTION_EVERY == 0
            text = f"question {self.name}{number}" if asks else f"{self.name} {number} {event}"
            entries.append(entry(account, igsid, self.mid(number, event), text, self.now_ms))
        start = self.padding if big else self.start
        rest = ('"entry":' + json.dumps(entries, separators=(",", ":")) + "}").encode()
        signature = self.signed[start].copy()
        signature.update(rest)
        return head(netloc, signature.hexdigest(), len(start) + len(rest)) + start + rest


class Connection:
    def __init__(self):
        self.socket, self.number, self.big, self.big_due, self.unsent, self.received = None, None, False, False, b"", b""
        self.closed_at = self.began_at = 0

    def answer(self):
        """(status, Retry-After is there) when the whole answer is."""
        header, found, rest = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = header.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        if len(rest) < length:
            return None
        return int(header[9:12]), any(line.startswith(b"retry-after:") for line in lines), b"connection: close" in lines


class Flood:
    """`numbers` are those of the bodies; each is posted once, or again until it is answered 200 where `insist` is set."""

    def __init__(self, base, bodies, numbers, connections, insist=False, bigs=()):
        address = urllib.parse.urlsplit(base)
        self.address, self.netloc = (address.hostname, address.port), address.netloc
        self.bodies, self.numbers, self.insist = bodies, iter(numbers), insist
        self.again, self.bigs = collections.deque(), set(bigs)
        self.fates, self.refused, self.without_retry_after, self.slowest_ms = {}, 0, 0, 0
        self.selector, self.idle, self.busy = selectors.EpollSelector(), [Connection() for _ in range(connections)], 0

    def open(self, connection):
        if time.monotonic() < connection.closed_at + 0.05:
            return False
        try:
            connection.socket = socket.create_connection(self.address, timeout=5)
            connection.socket.setblocking(False)
            return True
        except OSError:
            connection.closed_at = time.monotonic()
            return False

    def close(self, connection):
        if connection.number is not None:
            self.ended(connection, NO_ANSWER, True)
            self.selector.unregister(connection.socket)
            self.busy -= 1
            self.idle.append(connection)
        connection.socket.close()
        connection.socket, connection.closed_at = None, time.monotonic()

    def ended(self, connection, status, retry_after):
        number, connection.number = connection.number, None
        self.fates[number] = status
        self.refused += status == 503
        self.without_retry_after += status == 503 and not retry_after
        self.slowest_ms = max(self.slowest_ms, (time.monotonic() - connection.began_at) * 1e3)
        if self.insist and status != 200:
            self.again.append((time.monotonic() + 0.2, number))

    def next_number(self):
        if self.again and self.again[0][0] <= time.monotonic():
            return self.again.popleft()[1]
        return next(self.numbers, None)

    def begin(self, connection):
        """Whether there was something to post, and a connection to do it over."""
        if connection.socket is None and not self.open(connection):
            return False
        number = self.next_number()
        if number is None:
            return False
        if connection.big_due:
            self.bigs.add(number)
        connection.number, connection.big_due = number, False
        connection.unsent = memoryview(self.bodies.request(self.netloc, number, number in self.bigs))
        connection.received, connection.began_at = b"", time.monotonic()
        self.busy += 1
        self.selector.register(connection.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, connection)
        self.write(connection)
        return True

    def write(self, connection):
        try:
            connection.unsent = connection.unsent[connection.socket.send(connection.unsent):]
        except BlockingIOError:
            return
        except OSError:
            return self.close(connection)
        if not connection.unsent:
            self.selector.modify(connection.socket, selectors.EVENT_READ, connection)

    def read(self, connection):
        try:
            got = connection.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            return self.close(connection)
        connection.received += got
        answer = connection.answer()
        if answer is None:
            return
        status, retry_after, closes = answer
        self.ended(connection, status, retry_after)
        self.selector.unregister(connection.socket)
        self.busy -= 1
        self.idle.append(connection)
        if closes or connection.unsent:
            self.close(connection)

    def begin_all(self):
        waiting, self.idle = self.idle, []
        for at, connection in enumerate(waiting):
            if not self.begin(connection):
                self.idle.append(connection)
                if connection.socket:
                    self.idle += waiting[at + 1:]
                    return

    def turn(self):
        """One look at what is ready."""
        if not self.busy:
            select_wait(0.005)
        for key, what in self.selector.select(0.02):
            connection = key.data
            if what & selectors.EVENT_READ:
                self.read(connection)
            if what & selectors.EVENT_WRITE and connection.number is not None and connection.unsent:
                self.write(connection)

    def until_all_posted(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.begin_all()
            if not self.busy and not self.again:
                break
            self.turn()
        return self

    def run(self, seconds, per_second, waves, wide):
        """So many bodies in each second, as fast as they are taken; in each wave all bodies of so many connections are padded
        ones, for a second or until one is refused."""
        everyone, wave_ends, refused_before = list(self.idle), 0, 0
        start, waves = time.monotonic(), list(waves)
        counted, self.numbers = self.numbers, iter(())
        while True:
            passed = time.monotonic() - start
            if waves and passed >= waves[0]:
                wave_ends, refused_before = waves.pop(0) + WAVE_SECONDS, self.refused
            padded = passed < min(wave_ends, seconds) and self.refused == refused_before
            for connection in everyone[:wide]:
                connection.big_due = padded
            room = per_second * (int(passed) + 1) - len(self.fates) - self.busy
            due = max(room, sum(each.big_due for each in self.idle))
            if passed < seconds and due > 0:
                self.numbers = (next(counted) for _ in range(due))
                self.begin_all()
                self.numbers = iter(())
            elif passed >= seconds and not self.busy:
                return self
            self.turn()

    def result(self):
        return {"fates": self.fates, "bigs": self.bigs, "without_retry_after": self.without_retry_after,
                "slowest_ms": self.slowest_ms}


def apart(work, *arguments):
    """Runs it in a process of its own; the value waits for what it returns."""
    here, there = multiprocessing.Pipe(duplex=False)

    def child():
        there.send(work(*arguments))
        there.close()

    process = multiprocessing.get_context("fork").Process(target=child, daemon=True)
    process.start()
    there.close()

    def wait():
        try:
            got = here.recv()
        except EOFError:
            raise SystemExit("the process that floods ended before its time") from None
        process.join()
        return got

    return wait
