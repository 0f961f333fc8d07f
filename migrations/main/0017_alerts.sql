-- What somebody should see to. One row from its beginning to its end; `kind` as src/alerts/alerts.h numbers them, `object` is the id
-- of the account or person it is about, 0 for the workspace and the machine, `facts` JSON of what its sentence names.
CREATE TABLE alert (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  kind INTEGER NOT NULL,
  object {bigint} NOT NULL,
  level INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  facts TEXT NOT NULL,
  raised_at {bigint} NOT NULL,
  told_at {bigint} NOT NULL,
  acknowledged_at {bigint},
  acknowledged_by TEXT NOT NULL,
  over_at {bigint},
  PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE UNIQUE INDEX alert_open ON alert (workspace_id, kind, object) WHERE over_at IS NULL;
CREATE INDEX alert_by_time ON alert (workspace_id, raised_at, id);
-- One that comes back soon goes on.
CREATE INDEX alert_by_end ON alert (workspace_id, over_at) WHERE over_at IS NOT NULL;

-- What differs from what is shipped.
CREATE TABLE alert_setting (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  kind INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  threshold {bigint},
  PRIMARY KEY (workspace_id, kind)
) {clustered};

-- Who said whether they are told by mail; the others are told by their role.
CREATE TABLE alert_mail (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  person_id {bigint} NOT NULL REFERENCES person (id),
  wished INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, person_id)
) {clustered};

CREATE TABLE alert_webhook (
  workspace_id {bigint} NOT NULL PRIMARY KEY REFERENCES workspace (id),
  style INTEGER NOT NULL,
  host TEXT NOT NULL,
  url_sealed {blob} NOT NULL,
  secret_sealed {blob},
  last_at {bigint},
  last_delivered INTEGER NOT NULL,
  last_says TEXT NOT NULL
) {strict};

-- Calls that are to be made; a call's row goes when it was taken, or is too old.
CREATE TABLE alert_call (
  id {pk},
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at {bigint} NOT NULL,
  created_at {bigint} NOT NULL
) {strict};
CREATE INDEX alert_call_due ON alert_call (next_at, id);
CREATE INDEX alert_call_of_workspace ON alert_call (workspace_id, id);

-- Which node watches.
CREATE TABLE alert_lease (
  id {pk},
  owner TEXT NOT NULL,
  leased_until {bigint} NOT NULL
) {strict};
INSERT INTO alert_lease (id, owner, leased_until) VALUES (1, '', 0);
