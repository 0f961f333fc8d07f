CREATE TABLE account (
  workspace_id {bigint} NOT NULL REFERENCES workspace (id),
  id {bigint} NOT NULL,
  ig_id TEXT COLLATE "C" NOT NULL,
  username TEXT NOT NULL,
  state INTEGER NOT NULL,
  state_reason TEXT NOT NULL,
  transport INTEGER NOT NULL,
  paused_until {bigint},
  automation_paused INTEGER NOT NULL,
  human_agent INTEGER NOT NULL,
  token_sealed {blob},
  token_expires_at {bigint},
  proxy_kind INTEGER,
  proxy_host TEXT,
  proxy_port INTEGER,
  proxy_user TEXT,
  proxy_password_sealed {blob},
  doubted_at {bigint},
  created_at {bigint} NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, ig_id)
) {clustered};

CREATE TABLE account_directory (
  ig_id TEXT COLLATE "C" PRIMARY KEY,
  workspace_id {bigint} NOT NULL,
  account_id {bigint} NOT NULL,
  FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id)
) {clustered};
