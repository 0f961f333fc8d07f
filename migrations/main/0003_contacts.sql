CREATE TABLE contact (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  igsid TEXT COLLATE "C" NOT NULL,
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  opted_out_at {bigint},
  last_inbound_at {bigint},
  is_test INTEGER NOT NULL,
  profile_read_at {bigint},
  created_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, account_id, igsid),
  FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id)
) {clustered};

CREATE INDEX contact_by_creation ON contact (workspace_id, created_at, id);

CREATE TABLE contact_tag (
  workspace_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  tag TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, tag),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id)
) {clustered};

CREATE TABLE consent_event (
  workspace_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  position INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  source TEXT NOT NULL,
  evidence TEXT NOT NULL,
  at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, position),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id)
) {clustered};
