-- Which rules fired for an event: the way from a rule to what it did.
CREATE TABLE trace_rule (
  workspace_id {bigint} NOT NULL,
  trace_id {bigint} NOT NULL,
  rule_id {bigint} NOT NULL,
  at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, trace_id, rule_id)
) {clustered};
CREATE INDEX trace_rule_by_time ON trace_rule (workspace_id, rule_id, at, trace_id);
INSERT INTO trace_rule (workspace_id, trace_id, rule_id, at)
  SELECT DISTINCT t.workspace_id, t.id, i.rule_id, t.at
  FROM intent i JOIN trace t ON t.workspace_id = i.workspace_id AND t.id = i.trace_id
  WHERE i.rule_id IS NOT NULL;

CREATE INDEX trace_by_account ON trace (workspace_id, account_id, at, id);
-- Of what is rare only: what is common is found soon by its time, and messages pay for every index.
CREATE INDEX trace_by_rare_outcome ON trace (workspace_id, outcome, at, id) WHERE outcome <> 0 AND outcome <> 3;
CREATE INDEX trace_by_rare_kind ON trace (workspace_id, kind, at, id)
  WHERE kind <> 'message' AND kind <> 'echo' AND kind <> 'seen';
CREATE INDEX trace_of_tests ON trace (workspace_id, at, id) WHERE is_test = 1;

-- Whom it was for, as Instagram numbers accounts; empty of what could not be read, and of what was parked before.
ALTER TABLE parked_event ADD COLUMN account_ig_id TEXT COLLATE "C" NOT NULL DEFAULT '';

-- For whoever asks about a person by name.
CREATE INDEX contact_by_username ON contact (workspace_id, username) WHERE username <> '';
