-- Checks of personal data (DOMAIN.md "Class teacher"): a campaign of a class, and for each pupil who was in the class on
-- the day on which it began what the family has answered. Ids and times alone: what is right or wrong stands elsewhere.

CREATE TABLE verification (
    school_id       uuid NOT NULL REFERENCES school,
    verification_id uuid NOT NULL,
    class_id        uuid NOT NULL,
    started_by      uuid NOT NULL,
    started_at      timestamptz NOT NULL,
    due_date        date NOT NULL,
    asked_on        date NOT NULL,             -- when families were asked or reminded last, at the school
    version         bigint NOT NULL DEFAULT 1, -- of what the others are told
    ended_by        uuid,
    ended_at        timestamptz,
    PRIMARY KEY (school_id, verification_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class
);
CREATE UNIQUE INDEX verification_open ON verification (school_id, class_id) WHERE ended_at IS NULL;
CREATE INDEX verification_of_class ON verification (school_id, class_id, started_at, verification_id);

CREATE TABLE verification_pupil (
    school_id       uuid NOT NULL,
    verification_id uuid NOT NULL,
    pupil_id        uuid NOT NULL REFERENCES person,
    answer          text CHECK (answer IN ('confirmed', 'correction')),  -- null: none yet
    answered_by     uuid,
    answered_at     timestamptz,
    PRIMARY KEY (school_id, verification_id, pupil_id),
    FOREIGN KEY (school_id, verification_id) REFERENCES verification,
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX verification_of_pupil ON verification_pupil (pupil_id);

SELECT school_wall(each::regclass) FROM unnest(ARRAY['verification', 'verification_pupil']) AS each;
