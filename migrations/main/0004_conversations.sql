CREATE TABLE conversation (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  state INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  episode {bigint} NOT NULL,
  last_message_at {bigint} NOT NULL,
  last_inbound_at {bigint},
  window_opened_at {bigint},
  window_opened_by INTEGER NOT NULL,
  seen_through {bigint},
  seen_at {bigint},
  created_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, contact_id),
  FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contact (workspace_id, id)
) {clustered};

CREATE INDEX conversation_by_state ON conversation (workspace_id, state, last_message_at, id);

-- A row without a conversation holds news (edit, unsend, seen) of a message that has not come yet; its id is
-- negative. There is no foreign key to account or to tables of enums: PostgreSQL would lock that one row for
-- every message.
CREATE TABLE message (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  conversation_id {bigint},
  account_id {bigint} NOT NULL,
  mid TEXT COLLATE "C",
  direction INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  source INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  attachments TEXT NOT NULL,
  reply_to_mid TEXT NOT NULL,
  story_id TEXT NOT NULL,
  payload TEXT NOT NULL,
  sent_at {bigint} NOT NULL,
  received_at {bigint} NOT NULL,
  edits INTEGER NOT NULL,
  deleted_at {bigint},
  seen_at {bigint},
  intent_id {bigint},
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, account_id, mid),
  FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation (workspace_id, id)
) {clustered};

CREATE INDEX message_by_time ON message (workspace_id, conversation_id, sent_at, id);

-- Keyed by mid, not by message: a reaction may come before its message.
CREATE TABLE reaction (
  workspace_id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  mid TEXT COLLATE "C" NOT NULL,
  sender TEXT COLLATE "C" NOT NULL,
  emoji TEXT NOT NULL,
  removed INTEGER NOT NULL,
  at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, account_id, mid, sender)
) {clustered};
