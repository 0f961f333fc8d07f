-- What came in, byte for byte, before anything was parsed. The id is made on receipt, so its order is roughly that of arrival.
CREATE TABLE raw_event (
  id {pk},
  received_at {bigint} NOT NULL,
  origin INTEGER NOT NULL,
  secret_index INTEGER NOT NULL,
  body {blob} NOT NULL
) {strict};
