-- Whom to tell: read models of what identity told. Opaque ids, no personal data.

CREATE TABLE school (
    school_id uuid PRIMARY KEY,
    version   bigint NOT NULL,
    time_zone text NOT NULL,
    live_from date NOT NULL                    -- lessons before it are history that nobody is told of
);

CREATE TABLE family (
    pupil_id uuid PRIMARY KEY,
    version  bigint NOT NULL
);

CREATE TABLE guardian (
    pupil_id   uuid NOT NULL REFERENCES family,
    person_id  uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,                  -- inclusive
    PRIMARY KEY (pupil_id, person_id, begin_date)
);

-- The newest known value of everything that can be told of: a mark, or attendance at a lesson.
CREATE TABLE cell (
    school_id    uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,                -- the nil UUID for attendance
    kind         text NOT NULL CHECK (kind IN ('mark', 'attendance')),
    category     text NOT NULL,
    value        text NOT NULL,                -- '': nothing to tell (deleted, present)
    version      bigint NOT NULL,
    PRIMARY KEY (school_id, pupil_id, lesson_id, line_item_id)
);

-- What a guardian was told of a cell last.
CREATE TABLE told (
    guardian_id  uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    lesson_id    uuid NOT NULL,
    line_item_id uuid NOT NULL,
    value        text NOT NULL,
    PRIMARY KEY (guardian_id, pupil_id, lesson_id, line_item_id)
);

-- One message to one guardian about one child's lesson.
--   held      waits for its time; changes until then go into it
--   visible   the guardian sees it
--   retracted there was nothing left to tell when its time came
CREATE TABLE notice (
    notice_id     uuid PRIMARY KEY,
    guardian_id   uuid NOT NULL,
    pupil_id      uuid NOT NULL,
    school_id     uuid NOT NULL,
    lesson_id     uuid NOT NULL,
    topic         text NOT NULL CHECK (topic IN ('mark', 'attendance')),
    kind          text NOT NULL DEFAULT '',    -- known when it becomes visible
    lesson_date   date NOT NULL,
    lesson_bell   smallint NOT NULL,
    subject_title text NOT NULL,
    state         text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'visible', 'retracted')),
    items         jsonb NOT NULL DEFAULT '[]',
    created_at    timestamptz NOT NULL DEFAULT now(),
    due_at        timestamptz NOT NULL,
    visible_at    timestamptz,
    read_at       timestamptz
);
CREATE UNIQUE INDEX notice_held ON notice (guardian_id, pupil_id, lesson_id, topic) WHERE state = 'held';
CREATE INDEX notice_overdue ON notice (due_at) WHERE state = 'held';
CREATE INDEX notice_of_guardian ON notice (guardian_id, notice_id) WHERE state = 'visible';
CREATE INDEX notice_unread ON notice (guardian_id) WHERE state = 'visible' AND read_at IS NULL;

-- A notice's way through one channel.
--   queued    a job will send it (or is sending it, while the lease runs)
--   sent      the other side has taken it
--   failed    the other side refused it for good
--   abandoned too many tries
CREATE TABLE delivery (
    notice_id   uuid NOT NULL REFERENCES notice,
    channel     text NOT NULL,
    state       text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'abandoned')),
    tries       integer NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT now(),
    reason      text NOT NULL DEFAULT '',      -- a code, never a text of the other side's
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (notice_id, channel)
);
CREATE INDEX delivery_overdue ON delivery (lease_until) WHERE state = 'queued';
