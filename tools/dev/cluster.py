#!/usr/bin/env python3
"""cluster.py <build>: shows several nodes at work. Starts PostgreSQL, the fake Instagram, three nodes of Dunlin and people who
write to four accounts; kills a node after ten seconds, starts it again, and says at the end what became of every message.
Ctrl+C ends it at any time and leaves nothing behind."""
import collections
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["DUNLIN_BUILD"] = sys.argv[1] if len(sys.argv) > 1 else "build/run"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/steps"))
from live import OUT_OF_REACH, all_pages  # noqa: E402
from nodes import ANSWER, Nodes, Writer, call  # noqa: E402
from postgres import Postgres, newest_programs  # noqa: E402

ACCOUNTS, PEOPLE, PER_SECOND = 4, 20, 40
KILL_AT, BACK_AT, WRITE_UNTIL, LAST_SECONDS = 10, 16, 30, 15
VICTIM = 1


class Watch:
    """What the table shows. Counts of a node go on over its restarts."""

    def __init__(self, nodes, writer):
        self.nodes, self.writer, self.after = nodes, writer, 0
        self.sends, self.before = collections.Counter(), [0] * len(nodes.servers)
        self.taken, self.logs = [0] * len(nodes.servers), [0] * len(nodes.servers)
        self.sent, self.numbers = [0] * len(nodes.servers), [None] * len(nodes.servers)
        self.last_page = None

    def died(self, number):
        self.before[number] = self.taken[number]

    def look(self):
        for number, server in enumerate(self.nodes.servers):
            self.read_log(number)
            if server.process.poll() is None:
                self.taken[number] = self.before[number] + taken_by(server, self.taken[number] - self.before[number])
        while True:
            page = call(f"{self.nodes.sim}/sim/api/sends?after={self.after}&limit=10000")
            self.sends.update(send["text"] for send in page["items"] if ANSWER.match(send["text"]))
            self.after = page["next"]
            if not page["more"]:
                return

    def read_log(self, number):
        """What the node wrote since: its number, and each answer that it brought to Instagram."""
        with open(self.nodes.folder / f"node{number + 1}.log", errors="replace") as log:
            log.seek(self.logs[number])
            for line in log:
                if not line.endswith("\n"):
                    break
                self.logs[number] += len(line.encode())
                self.sent[number] += '"event":"outbound.attempt"' in line and '"outcome":"sent"' in line
                started = re.search(r'"event":"server.started".*"node":(\d+)', line)
                if started:
                    self.numbers[number] = started[1]

    def twice(self):
        return sum(count - 1 for count in self.sends.values() if count > 1)


def taken_by(server, otherwise):
    try:
        with urllib.request.urlopen(server.base + "/metrics", timeout=2) as answer:
            found = re.search(r'dunlin_http_requests_total\{route="webhook",status="200"\} (\S+)', answer.read().decode())
            return int(float(found[1])) if found else 0
    except OUT_OF_REACH:
        return otherwise


def leases(postgres):
    """Seconds for which each number is still leased, and how many sends are."""
    numbers = postgres.rows("SELECT number, (leased_until - dunlin_now_us()) / 1000000.0 FROM node")
    return ({number: max(0.0, float(left)) for number, left in numbers},
            int(postgres.ask("SELECT COUNT(*) FROM intent WHERE state IN (1, 2)")[0]))


class Table:
    """On a terminal redrawn in its place, otherwise printed again every five seconds."""

    def __init__(self):
        self.live, self.lines, self.shown = sys.stdout.isatty(), 0, -5.0

    def show(self, second, watch, leased, said):
        if not self.live and second - self.shown < 5:
            return
        self.shown = second
        left, in_hand = leased
        lines = [f"  {f'{int(second)} s':<11}{'':10}{'webhooks taken':>16}{'answers sent':>15}{'lease of its number':>22}"]
        for number, server in enumerate(watch.nodes.servers):
            alive = server.process.poll() is None
            name = watch.numbers[number]
            lease = f"{left[name]:.0f} s" if name in left else "–"
            lines.append(f"  node {number + 1}     {'works' if alive else 'dead':10}{watch.taken[number]:>16,}"
                         f"{watch.sent[number]:>15,}{lease:>22}")
        answered = len(watch.sends)
        lines.append(f"  in all: {watch.writer.count:,} asked, {answered:,} answered, "
                     f"{watch.writer.count - answered:,} unanswered, {watch.twice()} twice; {in_hand} sends leased")
        lines.append(f"  {said}")
        if self.live and self.lines:
            sys.stdout.write(f"\x1b[{self.lines}A")
        sys.stdout.write("".join(f"{line}\x1b[K\n" if self.live else f"{line}\n" for line in lines))
        if not self.live:
            print()
        sys.stdout.flush()
        self.lines = len(lines)


def story(nodes, postgres, writer, watch):
    """Ten calm seconds, a death, a return, a calm end."""
    table, began, phase = Table(), time.monotonic(), "All three work."
    killed = back = False
    while True:
        second = time.monotonic() - began
        if second >= KILL_AT and not killed:
            watch.look()
            nodes.servers[VICTIM].kill()
            watch.died(VICTIM)
            killed, phase = True, f"Node {VICTIM + 1} was killed (kill -9): the others take over."
        if second >= BACK_AT and not back:
            nodes.servers[VICTIM].start()
            back, phase = True, f"Node {VICTIM + 1} was started again."
        if second >= WRITE_UNTIL and not writer.stop.is_set():
            writer.stop.set()
            phase = "Nobody writes any more; what is open is finished."
        watch.look()
        table.show(second, watch, leases(postgres), phase)
        if second > WRITE_UNTIL + 1 and (len(watch.sends) >= writer.count or second > WRITE_UNTIL + LAST_SECONDS):
            return
        time.sleep(max(0, 0.5 - (time.monotonic() - began - second)))


def summary(nodes, postgres, writer, watch):
    accepted = {event.split(":", 1)[1] for delivery in all_pages(f"{nodes.sim}/sim/api/deliveries")
                if delivery["state"] == "accepted" for event in delivery["events"] if event.startswith("message:")}
    stored = {row[0] for row in postgres.rows("SELECT mid FROM message WHERE mid IS NOT NULL")}
    unknown, behind = (int(postgres.ask(sql)[0]) for sql in (
        "SELECT COUNT(*) FROM intent WHERE state = 4", "SELECT COUNT(*) FROM intent WHERE state IN (0, 1, 2)"))
    missing, lost = writer.count - len(watch.sends), len(accepted - stored)
    print(f"\n{writer.count:,} messages were written to {len(nodes.accounts)} accounts by {len(nodes.people)} people, and each webhook "
          "went to any of three nodes.")
    print(f"Node {VICTIM + 1} was killed in the middle. {lost or 'None'} of the {len(accepted):,} messages that were taken was lost; "
          f"{len(watch.sends):,} were answered, {watch.twice() or 'none'} twice.")
    if unknown or behind:
        print(f"{missing} wait: of {unknown} the node may or may not have sent the answer when it died. Dunlin looks at\nInstagram two "
              f"and four minutes later, rather than risk a second one; {behind} more wait behind these in their conversations.")
    elif missing == 0:
        print("Nothing is left open: every message has its answer.")
    return 0 if lost == 0 and watch.twice() == 0 and missing <= unknown + behind else 1


def run(folder, log, started):
    print("Starting PostgreSQL, the fake Instagram and three nodes of Dunlin …", flush=True)
    postgres = Postgres(newest_programs(), folder / "cluster")
    started.append(postgres)
    nodes = Nodes(folder, postgres.url, log, DUNLIN_LOG_LEVEL="info")
    started.append(nodes)
    nodes.start()
    nodes.add_accounts(ACCOUNTS)
    nodes.add_people(PEOPLE)
    writer = Writer(nodes, 1, PER_SECOND)
    watch = Watch(nodes, writer)
    print(f"{PEOPLE} people write to {ACCOUNTS} accounts, {PER_SECOND} messages a second. Each webhook, one for a message and one for "
          "the\necho of its answer, goes to any node. Ctrl+C ends it.\n", flush=True)
    started.append(writer)
    writer.start()
    story(nodes, postgres, writer, watch)
    return summary(nodes, postgres, writer, watch)


def main():
    if newest_programs() is None:
        print("PostgreSQL is not installed (Debian package postgresql-15).", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    folder, started = pathlib.Path(tempfile.mkdtemp(prefix="dunlin-cluster-")), []
    folder.chmod(0o711)
    try:
        with open(folder / "log", "wb") as log:
            return run(folder, log, started)
    except KeyboardInterrupt:
        print("\nEnded by you.")
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for each in reversed(started):
            each.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
