-- A rule as it is decided by now; `body` is its JSON form, the columns beside it are what lists sort and search by.
CREATE TABLE rule (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  version {bigint} NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  priority INTEGER NOT NULL,
  -- Regular expressions that a message costs; 0 while it is switched off.
  patterns INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at {bigint} NOT NULL,
  removed_at {bigint},
  PRIMARY KEY (workspace_id, id)
) {clustered};

CREATE UNIQUE INDEX rule_by_name ON rule (workspace_id, name) WHERE removed_at IS NULL;

CREATE TABLE rule_version (
  workspace_id {bigint} NOT NULL,
  rule_id {bigint} NOT NULL,
  version {bigint} NOT NULL,
  body TEXT NOT NULL,
  published_at {bigint} NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (workspace_id, rule_id, version),
  FOREIGN KEY (workspace_id, rule_id) REFERENCES rule (workspace_id, id)
) {clustered};

-- Kept together by contact, so that a person is found without an index of its own; 0 is one who was erased. Neither table
-- refers to rule by a foreign key: PostgreSQL would lock that row for every message.
CREATE TABLE rule_firing (
  workspace_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  rule_id {bigint} NOT NULL,
  version {bigint} NOT NULL,
  variant INTEGER NOT NULL,
  message_id {bigint},
  fired_at {bigint} NOT NULL,
  is_test INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, id)
) {clustered};

CREATE INDEX rule_firing_by_time ON rule_firing (workspace_id, rule_id, fired_at, variant, is_test);

CREATE TABLE rule_last_fired (
  workspace_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  rule_id {bigint} NOT NULL,
  fired_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, rule_id)
) {clustered};
