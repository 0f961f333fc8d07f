-- What the pages tell of a demo while it is made and removed. A row that stands still for long is one whose work was cut off.
ALTER TABLE demo_workspace ADD COLUMN state INTEGER NOT NULL DEFAULT 1;
ALTER TABLE demo_workspace ADD COLUMN messages_wanted {bigint} NOT NULL DEFAULT 0;
ALTER TABLE demo_workspace ADD COLUMN messages_done {bigint} NOT NULL DEFAULT 0;
ALTER TABLE demo_workspace ADD COLUMN updated_at {bigint} NOT NULL DEFAULT 0;

-- Workspaces whose first steps somebody has put away. The steps themselves are read from what there is.
CREATE TABLE first_steps (
  workspace_id {bigint} NOT NULL PRIMARY KEY REFERENCES workspace (id),
  put_away_at {bigint} NOT NULL
) {strict};
