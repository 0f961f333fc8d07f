-- How people of a workspace sign in, beyond what holds for everybody. NULL: no shorter than for everybody.
ALTER TABLE workspace ADD COLUMN second_factor_required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workspace ADD COLUMN idle_minutes INTEGER;
ALTER TABLE workspace ADD COLUMN session_days INTEGER;

-- The longest time without use since it began: a workspace that it was too long for stays closed to it.
ALTER TABLE session ADD COLUMN longest_idle_us {bigint} NOT NULL DEFAULT 0;
