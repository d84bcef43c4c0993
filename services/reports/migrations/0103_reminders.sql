-- Whom a deputy head has reminded: once a day a teacher, whatever is asked for. Not made from events.
CREATE TABLE reminder (
    school_id uuid NOT NULL,
    person_id uuid NOT NULL,               -- the teacher
    day       date NOT NULL,               -- at the school
    metric    text NOT NULL,
    lessons   integer NOT NULL,
    asked_by  uuid NOT NULL,
    PRIMARY KEY (school_id, person_id, day)
);
SELECT school_wall('reminder');

-- The municipality's page names its schools.
ALTER TABLE school ADD COLUMN municipality_id uuid;
ALTER TABLE school ADD COLUMN title text NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN ended boolean NOT NULL DEFAULT false;
CREATE INDEX school_of_municipality ON school (municipality_id);
-- A replay tells the version that is known: this lets it bring them.
UPDATE school SET version = version - 1;
