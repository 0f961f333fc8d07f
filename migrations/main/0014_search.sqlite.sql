-- Tokens as search/words.h makes them, with one that names the workspace; the rowid is the message's or the contact's id.
CREATE VIRTUAL TABLE message_search USING fts5(
  tokens, detail=none, columnsize=0, prefix='1 2 3', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE contact_search USING fts5(
  tokens, detail=none, columnsize=0, prefix='1 2 3', tokenize="ascii tokenchars '_'");

-- All up to here is indexed for sure; beyond it some may be.
CREATE TABLE search_progress (
  workspace_id INTEGER NOT NULL PRIMARY KEY,
  messages_through INTEGER NOT NULL,
  contacts_through INTEGER NOT NULL
) STRICT;

-- Which node indexes.
CREATE TABLE search_lease (
  id INTEGER NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  leased_until INTEGER NOT NULL
) STRICT;
INSERT INTO search_lease (id, owner, leased_until) VALUES (1, '', 0);

-- Who had opted out and was erased: recognised again when they write, and by nothing else.
CREATE TABLE opt_out_kept (
  workspace_id INTEGER NOT NULL,
  person_hash TEXT COLLATE "C" NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, person_hash)
) STRICT, WITHOUT ROWID;
