-- Term, interim, annual, exam and final marks. A period is a term, or a school year (its period_id is the nil UUID).

CREATE TABLE period (
    school_id     uuid NOT NULL,
    school_year   integer NOT NULL,
    period_id     uuid NOT NULL,               -- the term; nil: the school year
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'confirmed')),
    closed_at     timestamptz,
    closed_on     date,                        -- the day at the school on which it was closed
    protocol      text NOT NULL DEFAULT '',    -- of the council that confirmed it
    protocol_date date,
    publish_at    timestamptz,                 -- from when families see its marks
    publish_event uuid,                        -- the event that waits for that moment
    lock_id       uuid,                        -- of the journal, while a term is closed
    version       bigint NOT NULL DEFAULT 0,   -- 0: nothing was ever done to it
    PRIMARY KEY (school_id, school_year, period_id)
);

-- A decision, beside what its period proposed when it was closed. A row without a decision keeps the proposal alone.
CREATE TABLE term_mark (
    school_id   uuid NOT NULL,
    school_year integer NOT NULL,
    group_id    uuid NOT NULL,
    period_id   uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('term', 'interim', 'annual', 'exam', 'final')),
    pupil_id    uuid NOT NULL,
    value       text NOT NULL DEFAULT '',      -- '' after it was taken back: the version goes on
    version     bigint NOT NULL DEFAULT 0,     -- 0: there was never a decision
    updated_at  timestamptz,
    frozen      boolean NOT NULL DEFAULT false, -- average and count are of the closing
    average     numeric(5, 2),
    mark_count  integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, school_year, group_id, period_id, kind, pupil_id)
) PARTITION BY LIST (school_year);
CREATE INDEX term_mark_of_pupil ON term_mark (school_id, school_year, pupil_id);
SELECT open_again_every_school_year();

SELECT school_wall(each::regclass) FROM unnest(ARRAY['period', 'term_mark']) AS each;
