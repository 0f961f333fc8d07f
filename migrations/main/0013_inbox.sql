-- What people do with a conversation stands in its own row: the lists filter by it and sort by activity, which one index
-- must hold together (docs/adr/0025).
-- The last message, or the end of a snooze: the order of every list.
ALTER TABLE conversation ADD COLUMN active_at {bigint} NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN assignee_id {bigint};
ALTER TABLE conversation ADD COLUMN snoozed_until {bigint};
-- Unread is what the person wrote after it.
ALTER TABLE conversation ADD COLUMN read_through {bigint};
UPDATE conversation SET active_at = last_message_at, read_through = last_inbound_at;

DROP INDEX conversation_by_state;
-- With all that the usual filters ask, so that what they pass over is not read.
CREATE INDEX conversation_by_activity
  ON conversation (workspace_id, state, active_at, id, assignee_id, snoozed_until, last_inbound_at, read_through);
CREATE INDEX conversation_by_assignee ON conversation (workspace_id, assignee_id, state, active_at, id)
  WHERE assignee_id IS NOT NULL;
CREATE INDEX conversation_by_snooze ON conversation (snoozed_until, workspace_id, id) WHERE snoozed_until IS NOT NULL;

-- Among members; never sent. author_id is a person.
CREATE TABLE note (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  conversation_id {bigint} NOT NULL,
  author_id {bigint},
  body TEXT NOT NULL,
  created_at {bigint} NOT NULL,
  edited_at {bigint},
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation (workspace_id, id)
) {clustered};

CREATE INDEX note_by_time ON note (workspace_id, conversation_id, created_at, id);

-- folded_name: two labels whose names only differ in case or in letter variants are one to a reader.
CREATE TABLE label (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  name TEXT NOT NULL,
  folded_name TEXT COLLATE "C" NOT NULL,
  colour TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, folded_name)
) {clustered};

CREATE TABLE conversation_label (
  workspace_id {bigint} NOT NULL,
  label_id {bigint} NOT NULL,
  conversation_id {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, label_id, conversation_id),
  FOREIGN KEY (workspace_id, label_id) REFERENCES label (workspace_id, id),
  FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation (workspace_id, id)
) {clustered};

CREATE INDEX conversation_label_by_conversation ON conversation_label (workspace_id, conversation_id, label_id);

-- texts: JSON array of {language, text}.
CREATE TABLE canned_reply (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  shortcut TEXT COLLATE "C" NOT NULL,
  texts TEXT NOT NULL,
  changed_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, shortcut)
) {clustered};

-- filter: JSON, as the API has it.
CREATE TABLE inbox_view (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  author_id {bigint} NOT NULL,
  name TEXT NOT NULL,
  shared INTEGER NOT NULL,
  filter TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id)
) {clustered};

CREATE TABLE draft (
  workspace_id {bigint} NOT NULL,
  conversation_id {bigint} NOT NULL,
  author_id {bigint} NOT NULL,
  body TEXT NOT NULL,
  is_note INTEGER NOT NULL,
  changed_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, author_id),
  FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation (workspace_id, id)
) {clustered};

-- Workspaces that `dunlin demo` made, and may remove.
CREATE TABLE demo_workspace (
  workspace_id {bigint} NOT NULL PRIMARY KEY REFERENCES workspace (id),
  created_at {bigint} NOT NULL
) {strict};
