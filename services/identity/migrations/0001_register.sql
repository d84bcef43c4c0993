-- The register: who learns, teaches and leads what, where, from when to when.
-- This database alone holds personal data (people, credentials, disclosures).

CREATE TABLE municipality (
    municipality_id uuid PRIMARY KEY,
    title           text NOT NULL UNIQUE,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE school (
    school_id       uuid PRIMARY KEY,
    municipality_id uuid NOT NULL REFERENCES municipality,
    source_id       text NOT NULL,             -- OneRoster sourcedId, unique within the municipality
    title           text NOT NULL,
    time_zone       text NOT NULL,             -- IANA name
    live_from       date NOT NULL,             -- families are told of lessons from this day on
    version         bigint NOT NULL DEFAULT 1,
    ended_at        timestamptz,
    UNIQUE (municipality_id, source_id)
);

CREATE TABLE person (
    person_id       uuid PRIMARY KEY,
    municipality_id uuid NOT NULL REFERENCES municipality,
    source_id       text NOT NULL,
    given_name      text NOT NULL,
    family_name     text NOT NULL,
    middle_name     text NOT NULL DEFAULT '',
    email           text NOT NULL DEFAULT '',
    phone           text NOT NULL DEFAULT '',
    birth_date      date,
    locale          text NOT NULL DEFAULT 'ru',
    version         bigint NOT NULL DEFAULT 1,
    ended_at        timestamptz,
    UNIQUE (municipality_id, source_id)
);

CREATE TABLE account (
    person_id     uuid PRIMARY KEY REFERENCES person,
    username      text NOT NULL UNIQUE,        -- lower case
    password_hash text,                        -- argon2id; null until the person is invited
    enabled       boolean NOT NULL DEFAULT true
);

CREATE TABLE term (
    school_id   uuid NOT NULL REFERENCES school,
    term_id     uuid NOT NULL,
    source_id   text NOT NULL,
    title       text NOT NULL,
    begin_date  date NOT NULL,
    end_date    date NOT NULL,                 -- inclusive
    school_year integer NOT NULL,              -- the year in which the school year ends
    ended_at    timestamptz,
    PRIMARY KEY (school_id, term_id),
    UNIQUE (school_id, source_id),
    CHECK (begin_date <= end_date)
);

CREATE TABLE course (
    municipality_id uuid NOT NULL REFERENCES municipality,
    course_id       uuid PRIMARY KEY,
    source_id       text NOT NULL,
    title           text NOT NULL,             -- the subject's title
    code            text NOT NULL DEFAULT '',
    UNIQUE (municipality_id, source_id)
);

CREATE TABLE class (
    school_id  uuid NOT NULL REFERENCES school,
    class_id   uuid NOT NULL UNIQUE,
    source_id  text NOT NULL,
    title      text NOT NULL,                  -- "7А"
    year_group integer NOT NULL CHECK (year_group BETWEEN 1 AND 11),
    version    bigint NOT NULL DEFAULT 1,
    ended_at   timestamptz,
    PRIMARY KEY (school_id, class_id),
    UNIQUE (school_id, source_id)
);

CREATE TABLE teaching_group (
    school_id  uuid NOT NULL REFERENCES school,
    group_id   uuid NOT NULL UNIQUE,
    source_id  text NOT NULL,
    title      text NOT NULL,
    course_id  uuid NOT NULL REFERENCES course,
    class_id   uuid,                           -- null where pupils of several classes are mixed
    year_group integer NOT NULL,
    term_ids   uuid[] NOT NULL,
    periods    text[] NOT NULL DEFAULT '{}',   -- "mon-3": Monday, third bell
    room       text NOT NULL DEFAULT '',
    version    bigint NOT NULL DEFAULT 1,
    ended_at   timestamptz,
    PRIMARY KEY (school_id, group_id),
    UNIQUE (school_id, source_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, class_id)
);

-- One row: a person stands in a relation to one thing for a time. Everything that access is decided from.
--   relation                object_kind    object_id
--   pupil                   school         the school at which the pupil is enrolled
--   class_pupil             class          membership of a class
--   group_pupil             group          membership of a teaching group
--   guardian                pupil          person id of the child
--   subject_teacher         group
--   substitute              group
--   class_teacher           class
--   deputy_head, journal_administrator, director    school
--   municipal_operator      municipality
--   ops                     platform       the nil UUID
CREATE TABLE relation (
    relation_id uuid PRIMARY KEY,
    person_id   uuid NOT NULL REFERENCES person,
    relation    text NOT NULL,
    object_kind text NOT NULL,
    object_id   uuid NOT NULL,
    school_id   uuid REFERENCES school,        -- null for guardian, municipal_operator, ops
    begin_date  date NOT NULL DEFAULT '-infinity',
    end_date    date NOT NULL DEFAULT 'infinity',  -- inclusive
    source_id   text,                          -- OneRoster sourcedId of the row that said it; null: set by hand
    UNIQUE (person_id, relation, object_id, begin_date)
);
CREATE INDEX relation_of_object ON relation (object_id, relation);
CREATE INDEX relation_of_school ON relation (school_id, relation);

-- One row: the version of all relations. Every change of relations adds one in the same transaction.
CREATE TABLE relations_version (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
INSERT INTO relations_version (version) VALUES (1);

-- The version of a pupil's family as published (zvonok.identity.family.changed.v1).
CREATE TABLE family (
    pupil_id uuid PRIMARY KEY REFERENCES person,
    version  bigint NOT NULL
);
