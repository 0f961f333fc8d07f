"""What stands between Dunlin and the fake Instagram: it passes every call on, but those of one account it treats as the
sickness of the hour has it. Nothing that it does to them has an effect."""
import asyncio
import collections
import json
import re
import threading
import time
import urllib.parse

ANSWER = re.compile(r"^You asked: (.+)$")
CHUNK = b"x" * 65536
GIB = 1 << 30
SERVER_ERROR = '{"error":{"message":"An unexpected error has occurred.","type":"OAuthException","is_transient":true,"code":2}}'
TOKEN_ERROR = '{"error":{"message":"Session has expired","type":"OAuthException","code":190,"error_subcode":463}}'


def answer(status, body, extra=""):
    return f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


async def hangs(reader, writer, path):
    await reader.read(1)
    return False


async def drips(reader, writer, path):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(1)
    return False


async def storms(reader, writer, path):
    writer.write(answer(500, SERVER_ERROR.encode()))
    return True


async def garbles(reader, writer, path):
    writer.write(answer(200, bytes(range(256))))
    return True


async def never_ends(reader, writer, path):
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {GIB}\r\n\r\n".encode())
    for _ in range(GIB // len(CHUNK)):
        writer.write(CHUNK)
        await writer.drain()
    return False


async def redirects(reader, writer, path):
    writer.write(answer(307, b"", f"Location: {path}\r\n"))
    return True


async def expires(reader, writer, path):
    writer.write(answer(401, TOKEN_ERROR.encode()))
    return True


async def closes(reader, writer, path):
    return False


EXPIRED = "says the token has expired"
SICKNESSES = {"hangs": hangs, "sends a byte a second": drips, "answers 500": storms, "answers garbage": garbles,
              "answers 1 GiB": never_ends, "redirects to itself": redirects, EXPIRED: expires,
              "closes the connection": closes}


class Neighbour:
    """Runs in a thread. `arrived`: when each answer "You asked: …" was passed on, by what it answers. `struck`: how many
    calls the present sickness has met."""

    def __init__(self, sick_token):
        self.sick_token, self.sickness, self.target, self.base = sick_token.encode(), None, None, None
        self.arrived, self.struck, self.writers = collections.defaultdict(list), 0, set()
        self.loop = asyncio.new_event_loop()

    def before(self, sim):
        """Starts; the address to call instead of the fake's."""
        address = urllib.parse.urlsplit(sim)
        self.target = (address.hostname, address.port)
        started = threading.Event()

        async def listen():
            server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=1024)
            self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            started.set()

        self.loop.create_task(listen())
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        started.wait()
        return self.base

    def fall_sick(self, name):
        self.sickness, self.struck = SICKNESSES.get(name), 0

    def hang_up(self):
        """Closes every connection, as one that has been idle for long is."""
        self.loop.call_soon_threadsafe(lambda: [writer.close() for writer in list(self.writers)])

    async def serve(self, reader, writer):
        self.writers.add(writer)
        beyond = None
        try:
            goes_on = True
            while goes_on:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
                body = await reader.readexactly(int(length[1])) if length else b""
                if self.sickness and self.sick_token in head:
                    self.struck += 1
                    goes_on = await self.sickness(reader, writer, head.split(b" ", 2)[1].decode())
                else:
                    beyond = beyond or await asyncio.open_connection(*self.target)
                    self.note(head, body)
                    await self.pass_on(beyond, head + body, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writers.discard(writer)
            for each in (writer, beyond and beyond[1]):
                if each:
                    each.close()

    def note(self, head, body):
        if b"/messages" not in head.split(b"\r\n", 1)[0] or not body:
            return
        found = ANSWER.match(json.loads(body).get("message", {}).get("text", ""))
        if found:
            self.arrived[found[1]].append(time.time())

    async def pass_on(self, beyond, request, writer):
        reader, there = beyond
        there.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
        writer.write(head + await reader.readexactly(int(length[1]) if length else 0))
        await writer.drain()
