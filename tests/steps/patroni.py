"""Three PostgreSQL nodes under Patroni with etcd on loopback, replicated synchronously: a primary that dies is replaced by the
standby that has all that was committed."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import urllib.error
import urllib.request

from live import OUT_OF_REACH, free_port, wait_until
from postgres import ask_rows, unprivileged

# A leader that has not been heard of for so long is replaced; the loop and two tries fit within it.
TTL_SECONDS, LOOP_SECONDS, RETRY_SECONDS = 10, 2, 3
READY_SECONDS = 120
PARAMETERS = {"shared_buffers": "16MB", "max_wal_size": "128MB", "max_connections": 100, "synchronous_commit": "on",
              "track_commit_timestamp": "on", "wal_log_hints": "on", "wal_keep_size": "256MB"}


def missing():
    return [name for name in ("patroni", "etcd") if shutil.which(name) is None]


def family(pid):
    """A process and all below it."""
    found = [pid]
    for each in found:
        try:
            for task in pathlib.Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            pass  # it ended just now
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


class Member:
    """One machine: Patroni and the PostgreSQL it minds."""

    def __init__(self, cluster, name):
        self.cluster, self.name, self.process = cluster, name, None
        self.port, self.rest, self.folder = free_port(), free_port(), cluster.folder / name
        self.folder.mkdir()
        if cluster.who:
            os.chown(self.folder, cluster.who["user"], cluster.who["group"])
        self.settings = self.folder / "patroni.yml"
        self.settings.write_text(json.dumps(self.describe()))
        self.log = open(cluster.folder / f"{name}.log", "ab")

    def describe(self):
        dcs = {"ttl": TTL_SECONDS, "loop_wait": LOOP_SECONDS, "retry_timeout": RETRY_SECONDS,
               "maximum_lag_on_failover": 1048576, "primary_start_timeout": 0, "master_start_timeout": 0,
               "synchronous_mode": True, "synchronous_mode_strict": True,
               "postgresql": {"use_pg_rewind": True, "parameters": PARAMETERS}}
        user = {"username": "postgres"}
        return {"scope": "dunlin", "name": self.name,
                "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
                "etcd3": {"host": f"127.0.0.1:{self.cluster.etcd_port}"},
                "bootstrap": {"dcs": dcs, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"]},
                "postgresql": {"listen": f"127.0.0.1:{self.port}", "connect_address": f"127.0.0.1:{self.port}",
                               "data_dir": str(self.folder / "data"), "bin_dir": str(self.cluster.programs),
                               "basebackup": [{"checkpoint": "fast"}],
                               "pgpass": str(self.folder / "pgpass"),
                               "authentication": {"superuser": user, "replication": user, "rewind": user},
                               "parameters": {"unix_socket_directories": str(self.folder)},
                               "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust",
                                          "host replication all 127.0.0.1/32 trust"],
                               "remove_data_directory_on_rewind_failure": True,
                               "remove_data_directory_on_diverged_timelines": True}}

    def start(self):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        self.process = subprocess.Popen(["patroni", str(self.settings)], cwd=self.folder, env=environment,
                                        stdout=self.log, stderr=self.log, **self.cluster.who)

    def postmaster(self):
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def pids(self):
        """Patroni's and PostgreSQL's, which is started apart from it."""
        try:
            return family(self.process.pid) + family(self.postmaster())
        except OSError:
            return family(self.process.pid)

    def kill(self):
        signal_all(self.pids(), signal.SIGKILL)
        self.process.wait()

    def rebuild(self):
        """From a fresh copy of the primary, as an operator does with one that cannot follow any more."""
        self.kill()
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        self.start()

    def kill_postgres(self):
        signal_all(family(self.postmaster()), signal.SIGKILL)


class Patroni:
    def __init__(self, programs, folder):
        self.programs, self.folder, self.who = programs, folder, unprivileged()
        folder.mkdir()
        folder.chmod(0o755)
        self.etcd_port = free_port()
        self.log = open(folder / "etcd.log", "ab")
        peer, client = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{self.etcd_port}"
        self.etcd = subprocess.Popen(
            ["etcd", "--data-dir", folder / "etcd", "--listen-client-urls", client, "--advertise-client-urls", client,
             "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}",
             "--log-level", "error"], stdout=self.log, stderr=self.log)
        self.members = [Member(self, f"pg{number}") for number in (1, 2, 3)]
        try:
            for member in self.members:
                member.start()
                if member is self.members[0] and not wait_until(self.leader, READY_SECONDS):
                    raise SystemExit(f"PostgreSQL's first node did not start; see {member.log.name}")
            if not wait_until(self.is_whole, READY_SECONDS):
                raise SystemExit(f"the PostgreSQL cluster did not come together: {self.seen()}")
            for sql in ("CREATE ROLE dunlin LOGIN", "GRANT pg_monitor TO dunlin", "CREATE DATABASE dunlin OWNER dunlin"):
                self.rows(sql, "postgres", "postgres")
        except BaseException:
            self.end()
            raise

    @property
    def url(self):
        hosts = ",".join(f"127.0.0.1:{member.port}" for member in self.members)
        return f"postgresql://dunlin@{hosts}/dunlin?target_session_attrs=read-write"

    def rows(self, sql, user="dunlin", database="dunlin"):
        leader = self.leader()
        return ask_rows(self.programs, f"postgresql://{user}@127.0.0.1:{leader.port}/{database}", sql)

    def ask(self, sql):
        return [word for row in self.rows(sql) for word in row]

    def seen(self):
        """What a Patroni that answers says of all: name → (role, state)."""
        for member in self.members:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{member.rest}/cluster", timeout=2) as answer:
                    found = json.load(answer)["members"]
                    return {each["name"]: (each["role"], each.get("state")) for each in found}
            except (*OUT_OF_REACH, urllib.error.HTTPError, KeyError, ValueError):
                continue
        return {}

    def leader(self):
        """The member that takes writes now, by its own word."""
        for member in self.members:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{member.rest}/primary", timeout=2) as answer:
                    if answer.status == 200:
                        return member
            except (*OUT_OF_REACH, ValueError):
                continue
        return None

    def is_whole(self):
        """A leader, a synchronous standby and one more that streams."""
        found = self.seen()
        roles = sorted(role for role, _ in found.values())
        return roles == ["leader", "replica", "sync_standby"] and all(
            state in ("running", "streaming") for _, state in found.values())

    def mend(self):
        """What an operator does when Patroni cannot bring all back by itself: rebuilds who follows nobody, or else starts the
        leader's Patroni anew, whose PostgreSQL goes on. Says what was done."""
        found = self.seen()
        lame = [member for member in self.members if found.get(member.name, ("", ""))[1] not in ("running", "streaming")]
        for member in lame:
            member.rebuild()
        if lame:
            return f"{', '.join(member.name for member in lame)} copied anew from the primary"
        leader = self.leader()
        if leader is None:
            return "nothing could be done: nobody leads"
        leader.process.kill()
        leader.process.wait()
        leader.start()
        return f"Patroni of {leader.name} started anew"

    def end(self):
        for member in self.members:
            if member.process:
                signal_all(member.pids(), signal.SIGCONT)
                member.kill()
            member.log.close()
        self.etcd.kill()
        self.etcd.wait()
        self.log.close()
