-- A class, or a part of it, away as one. Its pupils and days stand in absence_period; what it changed in lessons stands
-- in their histories under its request id.
CREATE TABLE mass_absence (
    school_id       uuid NOT NULL,
    mass_absence_id uuid NOT NULL,
    class_id        uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('quarantine', 'excursion', 'event', 'other')),
    begin_date      date NOT NULL,
    end_date        date NOT NULL CHECK (end_date >= begin_date),
    reason          text NOT NULL CHECK (reason IN ('ill', 'excused', 'unexcused')),
    document        text NOT NULL DEFAULT '',
    pupil_count     integer NOT NULL,
    request_id      uuid NOT NULL,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL,
    undone_by       uuid,
    undone_at       timestamptz,
    PRIMARY KEY (school_id, mass_absence_id)
);
CREATE INDEX mass_absence_of_class ON mass_absence (school_id, class_id, created_at);
SELECT school_wall('mass_absence');

ALTER TABLE absence_period ADD COLUMN mass_absence_id uuid;  -- null: entered for the pupil alone
CREATE INDEX absence_period_of_mass ON absence_period (school_id, mass_absence_id) WHERE mass_absence_id IS NOT NULL;
