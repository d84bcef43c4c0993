-- What gradebook tells of substitutions: the newest of each, and the right that was given for it.

CREATE TABLE substitution (
    school_id       uuid NOT NULL,
    substitution_id uuid NOT NULL,
    version         bigint NOT NULL,
    person_id       uuid,                      -- null: self-study
    group_id        uuid NOT NULL,
    date            date NOT NULL,
    assigned        boolean NOT NULL,
    -- The relation that was given for it; null: none was needed. Several of one person, group and day share one.
    relation_id     uuid REFERENCES relation,
    PRIMARY KEY (school_id, substitution_id)
);
CREATE INDEX substitution_of_day ON substitution (school_id, group_id, date);
SELECT school_wall('substitution');
