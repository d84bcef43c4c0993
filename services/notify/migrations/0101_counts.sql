-- A school counts its notices of the last days.
CREATE INDEX notice_of_school ON notice (school_id, created_at);
-- What waits for a person, and what operators watch.
CREATE INDEX notice_held_of_guardian ON notice (guardian_id) WHERE state = 'held';
CREATE INDEX delivery_held ON delivery (channel) WHERE state = 'held';
