"""A PostgreSQL cluster of one's own in a temporary directory."""
import glob
import os
import pathlib
import pwd
import signal
import subprocess

from live import wait_until

READY_SECONDS = 60


def newest_programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return pathlib.Path(found[-1]).parent if found else None


def unprivileged():
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise SystemExit("there is no user that PostgreSQL could run as")


def ask_rows(programs, url, sql):
    """The rows as tuples of texts."""
    done = subprocess.run([programs / "psql", "-X", "-A", "-t", "-F", "\t", "-c", sql, url], check=True,
                          stdout=subprocess.PIPE, text=True)
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


class Postgres:
    """A cluster in a directory of its own, reached through a socket in it, with fsync on."""

    def __init__(self, programs, folder, *settings):
        self.settings = [word for setting in settings for word in ("-c", setting)]
        self.programs, self.folder, self.process, self.who = programs, folder, None, unprivileged()
        folder.mkdir()
        self.log = open(folder / "log", "wb")
        if self.who:
            os.chown(folder, self.who["user"], self.who["group"])
        self.run("initdb", "-D", folder / "data", "-U", "dunlin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                 "--locale-provider=icu", "--icu-locale=en", "--no-sync")
        self.start()
        self.url = self.make_database("dunlin")

    def make_database(self, name):
        """Its address."""
        self.run("createdb", "-h", self.folder, "-U", "dunlin", name)
        return f"postgresql:///{name}?host={self.folder}&user=dunlin"

    def run(self, program, *arguments):
        subprocess.run([self.programs / program, *arguments], check=True, cwd=self.folder, stdout=self.log,
                       stderr=self.log, **self.who)

    def answers(self):
        # Children of a killed postmaster hold its memory for a moment, and a new one does not start meanwhile.
        if self.process.poll() is not None:
            self.launch()
        return subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder, "-d", "postgres"]).returncode == 0

    def launch(self):
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=",
             "-c", "shared_buffers=16MB", "-c", "max_wal_size=128MB", *self.settings],
            cwd=self.folder, stdout=self.log, stderr=self.log, **self.who)

    def start(self):
        self.launch()
        if not wait_until(self.answers, READY_SECONDS):
            raise SystemExit(f"PostgreSQL did not start; see {self.folder / 'log'}")

    def kill(self):
        """Postmaster and all its children, as a power cut of its machine would end them."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.process.kill()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def ask(self, sql):
        return [word for row in self.rows(sql) for word in row]

    def rows(self, sql):
        return ask_rows(self.programs, self.url, sql)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)
        self.log.close()
