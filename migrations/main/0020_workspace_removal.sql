-- A workspace that was deleted: from then on nothing comes in or leaves, and its rows go in parts, this one last.
ALTER TABLE workspace ADD COLUMN removal_begun_at {bigint};
CREATE INDEX workspace_removed ON workspace (removal_begun_at) WHERE removal_begun_at IS NOT NULL;

-- What the settings of the server's own start brought into the first workspace is brought into no other one.
ALTER TABLE installation ADD COLUMN first_workspace_removed INTEGER NOT NULL DEFAULT 0;
