-- A rule as somebody writes it, not yet decided by. Of a rule that is not published yet the id is its own; otherwise the rule's, of whose
-- version `based_on` it was made.
CREATE TABLE rule_draft (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  rule_id {bigint} NOT NULL,
  body TEXT NOT NULL,
  based_on {bigint},
  saved_at {bigint} NOT NULL,
  saved_by TEXT NOT NULL,
  PRIMARY KEY (workspace_id, rule_id)
) {clustered};

-- What would have happened with a draft, over stored messages: asked (JSON), how far it is, what it found (JSON).
-- state: 0 running, 1 done, 2 cancelled, 3 failed. A running one whose `updated_at` is old was interrupted.
CREATE TABLE rule_backtest (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  state INTEGER NOT NULL,
  asked TEXT NOT NULL,
  started_at {bigint} NOT NULL,
  started_by TEXT NOT NULL,
  updated_at {bigint} NOT NULL,
  messages {bigint} NOT NULL,
  share_permille INTEGER NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id)
) {clustered};
