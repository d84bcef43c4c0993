-- Read models of the control room. Every key is led by the school; nothing here says who anybody is.
-- Each thing carries the version that its owner gave it: only what is newer is written, so the order of events is free.

-- One row a school: its row lock makes the school's events apply one after another, whichever process takes them.
CREATE TABLE progress (
    school_id   uuid PRIMARY KEY,
    update_time timestamptz NOT NULL
);

CREATE TABLE school (
    school_id uuid PRIMARY KEY,
    version   bigint NOT NULL,
    time_zone text NOT NULL
);

CREATE TABLE term (
    school_id  uuid NOT NULL,
    term_id    uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,          -- inclusive
    PRIMARY KEY (school_id, term_id)
);

CREATE TABLE class (
    school_id  uuid NOT NULL,
    class_id   uuid NOT NULL,
    version    bigint NOT NULL,
    title      text NOT NULL,
    year_group smallint NOT NULL,
    PRIMARY KEY (school_id, class_id)
);

CREATE TABLE teaching_group (
    school_id     uuid NOT NULL,
    group_id      uuid NOT NULL,
    version       bigint NOT NULL,
    subject_title text NOT NULL,
    class_id      uuid,                -- null: mixed from several classes
    class_title   text NOT NULL,
    year_group    smallint NOT NULL,
    ended         boolean NOT NULL,
    PRIMARY KEY (school_id, group_id)
);

-- Who was in a group from when till when. The periods of one pupil in one group do not overlap.
CREATE TABLE group_pupil (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,          -- inclusive; 9999-12-31 while open
    PRIMARY KEY (school_id, group_id, pupil_id, begin_date)
);

-- The newest that was told of a lesson. Where and when it takes place is told by two kinds of events, what was entered
-- by one of them, so each half has a version of its own.
CREATE TABLE lesson (
    school_id            uuid NOT NULL,
    lesson_id            uuid NOT NULL,
    group_id             uuid NOT NULL,
    day                  date NOT NULL,
    state                text NOT NULL,
    schedule_version     bigint NOT NULL,
    attendance_confirmed boolean NOT NULL,
    topic_recorded       boolean NOT NULL,
    homework             text NOT NULL,
    filled_on            date,
    teacher_id           uuid,
    entry_version        bigint NOT NULL,   -- -1: nothing was entered yet
    PRIMARY KEY (school_id, lesson_id)
);

-- Lessons counted by group and day: what the control room adds up.
CREATE TABLE group_day (
    school_id         uuid NOT NULL,
    day               date NOT NULL,
    group_id          uuid NOT NULL,
    due               integer NOT NULL,
    held              integer NOT NULL,
    filled            integer NOT NULL,
    filled_in_time    integer NOT NULL,
    homework_recorded integer NOT NULL,
    PRIMARY KEY (school_id, day, group_id)
);

-- One cell of the journal: how many current marks stand in it (0: deleted or no mark by the rules, 2: a double mark).
CREATE TABLE mark_cell (
    school_id    uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    version      bigint NOT NULL,
    marks        smallint NOT NULL,
    group_id     uuid NOT NULL,
    day          date NOT NULL,             -- the lesson's
    PRIMARY KEY (school_id, lesson_id, line_item_id, pupil_id)
);
CREATE INDEX mark_cell_of_pupil ON mark_cell (school_id, group_id, pupil_id, day) INCLUDE (marks) WHERE marks > 0;

-- On which days a pupil's first and second mark of a term stand. "No mark as of a day" and "one mark as of a day"
-- need no more, so the control room reads one row a pupil and group however many marks there are.
CREATE TABLE first_marks (
    school_id uuid NOT NULL,
    term_id   uuid NOT NULL,
    group_id  uuid NOT NULL,
    pupil_id  uuid NOT NULL,
    first_on  date,
    second_on date,
    PRIMARY KEY (school_id, term_id, group_id, pupil_id)
);
