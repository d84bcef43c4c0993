-- Homework beside the class-wide one that stands in the lesson: for single pupils, with files, with an estimate of time;
-- what pupils have done. `item` is an assignment, or the lesson for its class-wide homework.

CREATE TABLE assignment (
    school_id     uuid NOT NULL,
    school_year   integer NOT NULL,
    assignment_id uuid NOT NULL,
    group_id      uuid NOT NULL,
    lesson_id     uuid NOT NULL,
    for_group     boolean NOT NULL,            -- for everybody of the group on the lesson's day; else assignment_pupil
    text          text NOT NULL,
    due_date      date,                        -- null: the next lesson
    minutes       smallint CHECK (minutes BETWEEN 1 AND 600),
    withdrawn     boolean NOT NULL DEFAULT false,
    version       bigint NOT NULL,
    given_by      uuid NOT NULL,
    given_at      timestamptz NOT NULL,
    PRIMARY KEY (school_id, school_year, assignment_id)
) PARTITION BY LIST (school_year);
CREATE INDEX assignment_of_group ON assignment (school_id, school_year, group_id, lesson_id);

CREATE TABLE assignment_pupil (
    school_id     uuid NOT NULL,
    school_year   integer NOT NULL,
    assignment_id uuid NOT NULL,
    pupil_id      uuid NOT NULL,
    PRIMARY KEY (school_id, school_year, assignment_id, pupil_id)
) PARTITION BY LIST (school_year);

CREATE TABLE homework_file (
    school_id     uuid NOT NULL,
    school_year   integer NOT NULL,
    file_id       uuid NOT NULL,
    assignment_id uuid NOT NULL,
    sha256        bytea NOT NULL,              -- of the content, which lies outside (store/files.py)
    name          text NOT NULL,
    media_type    text NOT NULL,
    size          integer NOT NULL,
    added_by      uuid NOT NULL,
    added_at      timestamptz NOT NULL,
    removed_by    uuid,
    removed_at    timestamptz,
    PRIMARY KEY (school_id, school_year, file_id)
) PARTITION BY LIST (school_year);
CREATE INDEX homework_file_of_assignment ON homework_file (school_id, school_year, assignment_id);
CREATE INDEX homework_file_content ON homework_file (sha256);

CREATE TABLE homework_done (
    school_id   uuid NOT NULL,
    school_year integer NOT NULL,
    item_id     uuid NOT NULL,
    pupil_id    uuid NOT NULL,
    lesson_id   uuid NOT NULL,
    done        boolean NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (school_id, school_year, item_id, pupil_id)
) PARTITION BY LIST (school_year);

CREATE TABLE homework_minutes (
    school_id   uuid NOT NULL,
    school_year integer NOT NULL,
    lesson_id   uuid NOT NULL,
    minutes     smallint NOT NULL CHECK (minutes BETWEEN 1 AND 600),
    PRIMARY KEY (school_id, school_year, lesson_id)
) PARTITION BY LIST (school_year);

-- Files that came and are not given yet; a day later they are gone.
CREATE TABLE file_upload (
    school_id  uuid NOT NULL,
    upload_id  uuid NOT NULL,
    lesson_id  uuid NOT NULL,
    person_id  uuid NOT NULL,
    sha256     bytea NOT NULL,
    name       text NOT NULL,
    media_type text NOT NULL,
    size       integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, upload_id)
);
CREATE INDEX file_upload_of_person ON file_upload (school_id, person_id);
CREATE INDEX file_upload_content ON file_upload (sha256);

-- The school's own limits of homework a day; what is not here is the sanitary norm (domain/homework.py).
CREATE TABLE homework_limit (
    school_id  uuid NOT NULL,
    year_group integer NOT NULL CHECK (year_group BETWEEN 1 AND 12),
    minutes    integer NOT NULL CHECK (minutes BETWEEN 0 AND 600),
    PRIMARY KEY (school_id, year_group)
);

SELECT school_wall(each::regclass)
FROM unnest(ARRAY['assignment', 'assignment_pupil', 'homework_file', 'homework_done', 'homework_minutes', 'file_upload',
                  'homework_limit']) AS each;
SELECT open_again_every_school_year();
