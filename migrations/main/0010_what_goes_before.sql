-- What automation waits for whatever its place in the conversation: sends whose outcome is not known, and people's.
CREATE INDEX intent_goes_before ON intent (workspace_id, conversation_id)
  WHERE state = 4 OR (state = 0 AND purpose = 3);

-- With all that a claim asks, so that those of a long queue that must wait are passed over without reading their rows.
DROP INDEX intent_queued;
CREATE INDEX intent_queued ON intent (next_at, id, workspace_id, conversation_id, purpose, position, state)
  WHERE state = 0;
