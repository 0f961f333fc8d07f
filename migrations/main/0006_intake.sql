-- Written in the transaction that records a body's events, so that "once" stays one transaction. raw_id is of the journal,
-- which may be a file of its own: no foreign key.
CREATE TABLE decoded (
  raw_id {pk},
  decoded_at {bigint} NOT NULL
) {strict};

CREATE TABLE parked_event (
  raw_id {bigint} NOT NULL,
  position INTEGER NOT NULL,
  workspace_id {bigint} REFERENCES workspace (id),
  reason INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  parked_at {bigint} NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (raw_id, position)
) {clustered};

CREATE INDEX parked_event_by_time ON parked_event (workspace_id, parked_at, raw_id, position);

-- Keys hold ids of people, so only their SHA-256 is kept. No foreign key to account: PostgreSQL would lock that one
-- row for every event.
CREATE TABLE event_seen (
  workspace_id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  key_hash {blob} NOT NULL,
  seen_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, account_id, key_hash)
) {clustered};

CREATE INDEX event_seen_by_time ON event_seen (seen_at);
