-- A teacher looks at the own requests whenever a lesson is shut.
CREATE INDEX unlock_of_person ON unlock (school_id, requested_by, requested_at, unlock_id);
