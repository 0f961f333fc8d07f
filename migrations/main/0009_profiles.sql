-- What Instagram says about a person beside the names; NULL where it did not say.
ALTER TABLE contact ADD COLUMN picture_url TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN follower_count {bigint};
ALTER TABLE contact ADD COLUMN follows_account INTEGER;
ALTER TABLE contact ADD COLUMN followed_by_account INTEGER;
ALTER TABLE contact ADD COLUMN verified INTEGER;
-- When the profile is to be read; NULL when nothing is wished.
ALTER TABLE contact ADD COLUMN profile_due_at {bigint};
ALTER TABLE contact ADD COLUMN profile_failures INTEGER NOT NULL DEFAULT 0;
CREATE INDEX contact_profile_due ON contact (profile_due_at, id) WHERE profile_due_at IS NOT NULL;
