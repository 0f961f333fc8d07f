// What a webhook receiver is commonly made of, as a measure for Dunlin's: Fastify in two processes, the signature verified over
// the raw body, the raw body stored before the answer. node server.js <sqlite file | postgresql://…> <port>
import cluster from "node:cluster";
import { createHmac, timingSafeEqual } from "node:crypto";
import fastify from "fastify";

const SECRET = "sim-app-secret-0001";
const WORKERS = 2;
const CONNECTIONS_OF_A_WORKER = 16;
const [target, port] = process.argv.slice(2);

async function open_postgresql() {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: target, max: CONNECTIONS_OF_A_WORKER });
  return {
    prepare: () => pool.query("CREATE TABLE body (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)"),
    keep: (body) => pool.query({ name: "keep", text: "INSERT INTO body (body) VALUES ($1)", values: [body] }),
    close: () => pool.end(),
  };
}

async function open_sqlite() {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(target, { timeout: 30_000 });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  let insert;
  return {
    prepare: () => database.exec("CREATE TABLE body (id INTEGER PRIMARY KEY, body BLOB NOT NULL)"),
    keep(body) {
      insert ??= database.prepare("INSERT INTO body (body) VALUES (?)");
      insert.run(body);
    },
    close: () => database.close(),
  };
}

function is_signed(body, header = "") {
  const expected = createHmac("sha256", SECRET).update(body).digest();
  const given = Buffer.from(header.replace(/^sha256=/, ""), "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const store = await (target.startsWith("postgresql:") ? open_postgresql() : open_sqlite());
if (cluster.isPrimary) {
  await store.prepare();
  await store.close();
  for (let number = 0; number < WORKERS; ++number) cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill("SIGKILL");
    process.exit(0);
  });
} else {
  const server = fastify({ logger: false });
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  server.post("/webhooks/instagram", async (request, reply) => {
    if (!is_signed(request.body, request.headers["x-hub-signature-256"])) return reply.code(401).send();
    await store.keep(request.body);
    return "";
  });
  await server.listen({ port: Number(port), host: "127.0.0.1" });
}
