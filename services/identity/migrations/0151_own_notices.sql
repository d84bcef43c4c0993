-- Whether the others have been told that the pupil is told like a guardian (from 14 on).
ALTER TABLE family ADD COLUMN own_notices boolean NOT NULL DEFAULT false;
