-- One row for each human being of the installation; which workspaces they may enter is `member`.
CREATE TABLE person (
  id {pk},
  email TEXT NOT NULL,
  email_folded TEXT COLLATE "C" NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  installer INTEGER NOT NULL,
  language TEXT NOT NULL,
  theme TEXT NOT NULL,
  totp_sealed {blob},
  totp_since {bigint},
  workspace_id {bigint},
  created_at {bigint} NOT NULL,
  disabled_at {bigint}
) {strict};

CREATE TABLE member (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  person_id {bigint} NOT NULL REFERENCES person (id),
  role INTEGER NOT NULL,
  created_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, person_id)
) {clustered};
CREATE INDEX member_of_person ON member (person_id, workspace_id);

CREATE TABLE session (
  id {pk},
  person_id {bigint} NOT NULL REFERENCES person (id),
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at {bigint} NOT NULL,
  proved_at {bigint} NOT NULL,
  last_seen_at {bigint} NOT NULL,
  idle_until {bigint} NOT NULL,
  absolute_until {bigint} NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL
) {strict};
CREATE INDEX session_of_person ON session (person_id, last_seen_at);
CREATE INDEX session_ended ON session (absolute_until);

CREATE TABLE invitation (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  email TEXT NOT NULL,
  email_folded TEXT COLLATE "C" NOT NULL,
  role INTEGER NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  invited_by TEXT NOT NULL,
  created_at {bigint} NOT NULL,
  expires_at {bigint} NOT NULL,
  accepted_at {bigint},
  withdrawn_at {bigint},
  PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE UNIQUE INDEX invitation_open ON invitation (workspace_id, email_folded)
  WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

-- What is handed over once and works once: the set-up link, a password reset, the second half of a sign-in.
CREATE TABLE one_time_token (
  token_hash TEXT COLLATE "C" PRIMARY KEY,
  purpose INTEGER NOT NULL,
  person_id {bigint} REFERENCES person (id),
  email TEXT NOT NULL,
  tries INTEGER NOT NULL,
  created_at {bigint} NOT NULL,
  expires_at {bigint} NOT NULL
) {clustered};
CREATE INDEX one_time_token_expiry ON one_time_token (expires_at);
CREATE INDEX one_time_token_of_person ON one_time_token (person_id, purpose);

CREATE TABLE recovery_code (
  person_id {bigint} NOT NULL REFERENCES person (id),
  code_hash TEXT COLLATE "C" NOT NULL,
  used_at {bigint},
  PRIMARY KEY (person_id, code_hash)
) {clustered};

-- A code counts once: its step is taken here.
CREATE TABLE totp_step (
  person_id {bigint} NOT NULL REFERENCES person (id),
  step {bigint} NOT NULL,
  PRIMARY KEY (person_id, step)
) {clustered};

-- Attempts that count until they are proved right; the subject is a hash.
CREATE TABLE sign_in_guard (
  subject TEXT COLLATE "C" PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at {bigint} NOT NULL
) {clustered};
CREATE INDEX sign_in_guard_age ON sign_in_guard (last_at);

-- Workspace 0 is the installation itself: what people do to themselves.
CREATE TABLE audit_entry (
  workspace_id {bigint} NOT NULL,
  id {bigint} NOT NULL,
  at {bigint} NOT NULL,
  actor_kind INTEGER NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  actor_number {bigint} NOT NULL,
  action TEXT COLLATE "C" NOT NULL,
  object TEXT COLLATE "C" NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id)
) {clustered};
CREATE INDEX audit_entry_newest ON audit_entry (workspace_id, at, id);

-- NULL: a key from before scopes, which reads, or does all that it did.
ALTER TABLE api_key ADD COLUMN scopes INTEGER;

-- Letters that wait to be sent; a letter's row goes when it was taken, or is too old.
CREATE TABLE mail_queued (
  id {pk},
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body {blob} NOT NULL,
  dropped INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at {bigint} NOT NULL,
  created_at {bigint} NOT NULL
) {strict};
CREATE INDEX mail_queued_due ON mail_queued (next_at, id);
