CREATE TABLE trace (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  conversation_id {bigint},
  contact_id {bigint},
  message_id {bigint},
  raw_id {bigint} NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  outcome INTEGER NOT NULL,
  summary TEXT NOT NULL,
  at {bigint} NOT NULL,
  is_test INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id)
) {clustered};

CREATE INDEX trace_by_time ON trace (workspace_id, at, id);
CREATE INDEX trace_by_conversation ON trace (workspace_id, conversation_id, at, id)
  WHERE conversation_id IS NOT NULL;

CREATE TABLE send_step (
  workspace_id {bigint} NOT NULL,
  trace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  intent_id {bigint} NOT NULL,
  step TEXT NOT NULL,
  detail TEXT NOT NULL,
  at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, trace_id, id)
) {clustered};

CREATE TABLE counter_delta (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  amount {bigint} NOT NULL,
  at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, id)
) {clustered};

CREATE TABLE counter (
  workspace_id {bigint} NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  day INTEGER NOT NULL,
  amount {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, name, subject, day)
) {clustered};
