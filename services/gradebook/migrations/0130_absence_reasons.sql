-- Why pupils were absent, by days: every absence of the pupil between the two days has this reason, those that are
-- recorded and those that will be. Of several that cover a day, the one entered last holds.
CREATE TABLE absence_period (
    school_id  uuid NOT NULL,
    period_id  uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL CHECK (end_date >= begin_date),
    reason     text NOT NULL CHECK (reason IN ('ill', 'excused', 'unexcused')),
    document   text NOT NULL DEFAULT '',
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    ended_by   uuid,
    ended_at   timestamptz,                    -- entered in error: gives no more reasons
    PRIMARY KEY (school_id, period_id)
);
CREATE INDEX absence_period_of_pupil ON absence_period (school_id, pupil_id, begin_date) WHERE ended_at IS NULL;
SELECT school_wall('absence_period');
