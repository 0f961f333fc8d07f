-- Tokens as search/words.h makes them, as lexemes without any parsing of PostgreSQL's own.
CREATE TABLE message_search (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  tokens TSVECTOR NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX message_search_tokens ON message_search USING gin (tokens);
CREATE TABLE contact_search (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  tokens TSVECTOR NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX contact_search_tokens ON contact_search USING gin (tokens);

-- All up to here is indexed for sure; beyond it some may be.
CREATE TABLE search_progress (
  workspace_id BIGINT NOT NULL PRIMARY KEY,
  messages_through BIGINT NOT NULL,
  contacts_through BIGINT NOT NULL
);

-- Which node indexes.
CREATE TABLE search_lease (
  id BIGINT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  leased_until BIGINT NOT NULL
);
INSERT INTO search_lease (id, owner, leased_until) VALUES (1, '', 0);

-- Who had opted out and was erased: recognised again when they write, and by nothing else.
CREATE TABLE opt_out_kept (
  workspace_id BIGINT NOT NULL,
  person_hash TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, person_hash)
);
