-- Every wished effect, once (effect_key). States: 0 queued, 1 claimed, 2 sending, 3 sent, 4 unknown, 5 held, 6 refused,
-- 7 failed, 8 dropped. There is no foreign key to account: PostgreSQL would lock that one row for every message.
CREATE TABLE intent (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  effect_key TEXT COLLATE "C" NOT NULL,
  account_id {bigint} NOT NULL,
  conversation_id {bigint} NOT NULL,
  contact_id {bigint} NOT NULL,
  message_id {bigint} NOT NULL,
  -- Order among the open intents of a conversation.
  position {bigint} NOT NULL,
  recipient_kind INTEGER NOT NULL,
  recipient_id TEXT COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  echo_hash TEXT COLLATE "C" NOT NULL,
  echo_shape INTEGER NOT NULL,
  source INTEGER NOT NULL,
  purpose INTEGER NOT NULL,
  policy INTEGER NOT NULL,
  cause TEXT NOT NULL,
  step INTEGER NOT NULL,
  trace_id {bigint},
  rule_id {bigint},
  rule_version {bigint} NOT NULL,
  variant INTEGER NOT NULL,
  episode {bigint} NOT NULL,
  is_test INTEGER NOT NULL,
  created_at {bigint} NOT NULL,
  state INTEGER NOT NULL,
  state_at {bigint} NOT NULL,
  reason TEXT NOT NULL,
  -- 0 nothing, 1 its outcome is unknown, 2 a person performs it, 3 a device performs it.
  held_for INTEGER NOT NULL,
  -- Queued: not before. Unknown: when the conversation is read back.
  next_at {bigint} NOT NULL,
  failures INTEGER NOT NULL,
  waits INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  -- Queued again after a read-back did not find it.
  resent INTEGER NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  epoch {bigint} NOT NULL,
  lease_until {bigint},
  sending_at {bigint},
  deadline_at {bigint},
  body_hash TEXT NOT NULL,
  mid TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, effect_key),
  FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation (workspace_id, id)
) {clustered};

CREATE INDEX intent_queued ON intent (next_at, id) WHERE state = 0;
CREATE INDEX intent_leased ON intent (lease_until) WHERE state IN (1, 2);
CREATE INDEX intent_unknown ON intent (next_at) WHERE state = 4;
-- Never two of one conversation on the wire.
CREATE UNIQUE INDEX intent_in_flight ON intent (workspace_id, conversation_id) WHERE state IN (1, 2);
CREATE INDEX intent_open ON intent (workspace_id, conversation_id, position) WHERE state IN (0, 1, 2, 4, 5);
CREATE INDEX intent_held ON intent (workspace_id, created_at, id) WHERE state = 5;
CREATE INDEX intent_by_time ON intent (workspace_id, created_at, id);
CREATE INDEX intent_resent ON intent (workspace_id, conversation_id) WHERE resent = 1;
CREATE INDEX intent_private_reply ON intent (workspace_id, account_id, recipient_id) WHERE recipient_kind = 1;
CREATE INDEX intent_business ON intent (workspace_id, contact_id) WHERE purpose IN (1, 2);

-- Sliding windows as text. An account's own, and one row of zeros for the app's day.
CREATE TABLE limiter (
  workspace_id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  windows TEXT NOT NULL,
  PRIMARY KEY (workspace_id, account_id)
) {clustered};
