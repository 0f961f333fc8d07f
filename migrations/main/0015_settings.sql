-- What a person is told who writes STOP or START: JSON array of {language, text}. NULL: the shipped texts; an empty one: nothing.
ALTER TABLE workspace ADD COLUMN stop_texts TEXT;
ALTER TABLE workspace ADD COLUMN start_texts TEXT;

-- How long is kept what came in or was sent. NULL: for ever.
ALTER TABLE workspace ADD COLUMN messages_days INTEGER;
ALTER TABLE workspace ADD COLUMN activity_days INTEGER;
ALTER TABLE workspace ADD COLUMN parked_days INTEGER;
ALTER TABLE workspace ADD COLUMN retention_changed_at {bigint};

-- Limits that a workspace has set for itself below the ceilings, as text (outbound/own_limits.h).
CREATE TABLE own_limits (
  workspace_id {bigint} NOT NULL PRIMARY KEY REFERENCES workspace (id),
  limits TEXT NOT NULL
) {strict};
