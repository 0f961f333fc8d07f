"""One server beside one fake Instagram, on either engine."""
import subprocess

import live
from postgres import Postgres, newest_programs

NO_RULES = "rules:\n  - name: never\n    trigger: message\n" \
           "    conditions: {keywords: {any: [{text: zzzzzz, kind: exact}]}}\n" \
           "    actions: [{type: reply, variants: [{text: \"never\"}]}]\n"


class World:
    """`dunlin sim` and `dunlin serve` on the given engine, with the given rules (or none that ever match). `changed`:
    settings of the server. `graph`: given the address of the fake, that of what stands before it. `postgres`: settings of the
    database, `name=value`."""

    def __init__(self, folder, engine, rules=NO_RULES, graph=lambda sim: sim, postgres=(), **changed):
        self.postgres_settings = postgres
        self.folder, self.log, self.engine = folder, open(folder / "log", "ab"), engine
        self.sim_process = self.server = self.postgres = None
        try:
            self.start(rules, graph, changed)
        except BaseException:
            self.end()
            raise

    def start(self, rules, graph, changed):
        port = live.free_port()
        self.sim_process, self.sim = live.start_sim(port, self.log)
        self.environment = {**live.settings(graph(self.sim), port, self.folder / "data"), **changed}
        if self.engine == "postgresql":
            self.postgres = Postgres(newest_programs(), self.folder / "postgresql", *self.postgres_settings)
            self.environment["DUNLIN_DATABASE_URL"] = self.postgres.url
        self.server = live.Server(port, self.environment, self.log)
        self.server.start()
        (self.folder / "rules.yaml").write_text(rules)
        subprocess.run([live.PROGRAM, "rules", "import", "--mode", "replace", self.folder / "rules.yaml"],
                       env=self.environment, check=True, stdout=self.log, stderr=self.log)

    def key(self):
        return (self.folder / "data/cli.key").read_text().strip()

    def end(self):
        if self.server and self.server.process and self.server.process.poll() is None:
            try:
                self.server.end()
            except subprocess.TimeoutExpired:
                self.server.kill()
        if self.sim_process:
            self.sim_process.kill()
            self.sim_process.wait()
        if self.postgres:
            self.postgres.end()
        self.log.close()
