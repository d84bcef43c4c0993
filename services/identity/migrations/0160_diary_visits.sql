-- On which days families looked at a child's diary: one row a person, child and day, from the record of disclosures.
-- Reports count from it how many parents and pupils take part (DOMAIN.md "Control metrics"). It says that somebody
-- looked, not at what.
CREATE TABLE diary_visit (
    school_id uuid NOT NULL,
    day       date NOT NULL,                   -- at the school
    person_id uuid NOT NULL,
    pupil_id  uuid NOT NULL,                   -- the same person, where a pupil looked at his own
    PRIMARY KEY (school_id, day, person_id, pupil_id)
);
SELECT school_wall('diary_visit');
