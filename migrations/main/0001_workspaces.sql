CREATE TABLE workspace (
  id {pk},
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  language TEXT NOT NULL,
  rule_version {bigint} NOT NULL,
  automation_paused INTEGER NOT NULL,
  opt_out_words TEXT NOT NULL,
  created_at {bigint} NOT NULL
) {strict};

CREATE TABLE api_key (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  can_write INTEGER NOT NULL,
  installer INTEGER NOT NULL,
  created_at {bigint} NOT NULL,
  last_used_at {bigint},
  revoked_at {bigint},
  PRIMARY KEY (workspace_id, id)
) {clustered};

CREATE TABLE idempotency_record (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  idempotency_key TEXT COLLATE "C" NOT NULL,
  route TEXT COLLATE "C" NOT NULL,
  body_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  created_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, idempotency_key, route)
) {clustered};

CREATE TABLE installation (
  id {pk},
  sending_paused INTEGER NOT NULL
) {strict};

INSERT INTO installation (id, sending_paused) VALUES (1, 0);

CREATE TABLE node (
  number {pk} CHECK (number BETWEEN 0 AND 1023),
  process_name TEXT NOT NULL,
  epoch {bigint} NOT NULL,
  leased_until {bigint} NOT NULL,
  renewed_at {bigint} NOT NULL
) {strict};
