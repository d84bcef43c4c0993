-- Comments and owed work stand in the mark's cell and share its version; exemptions, scales and formula versions are the
-- school's own (docs/adr/0110 to 0112).

ALTER TABLE mark ADD COLUMN comment text NOT NULL DEFAULT '';
ALTER TABLE mark ADD COLUMN due_date date;     -- of owed work (value '•'): by when a mark is due
-- Owed work is little and listed often.
CREATE INDEX mark_owed ON mark (school_id, due_date, line_item_id, pupil_id) WHERE value = '•';

-- Which cells a history has is said by the code that writes it ('comment' and 'owed_until' are new).
-- By what it checks: its name differs with the way a database came here.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'change_history'::regclass AND contype = 'c'
        AND pg_get_constraintdef(oid) LIKE '%attendance_confirmed%'
    LOOP
        EXECUTE format('ALTER TABLE change_history DROP CONSTRAINT %I', name);
    END LOOP;
END $$;

CREATE TABLE exemption (
    school_id    uuid NOT NULL,
    exemption_id uuid NOT NULL,
    pupil_id     uuid NOT NULL,
    subject_code text NOT NULL,
    begin_date   date NOT NULL,
    end_date     date NOT NULL,                -- inclusive; before begin_date: it never held
    partial      boolean NOT NULL,             -- the pupil does other work and gets marks for it
    document     text NOT NULL,                -- the school's own number; in no event, log or history
    made_by      uuid NOT NULL,
    made_at      timestamptz NOT NULL,
    version      bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (school_id, exemption_id)
);
CREATE INDEX exemption_of_subject ON exemption (school_id, subject_code, pupil_id);
CREATE INDEX exemption_of_pupil ON exemption (school_id, pupil_id, begin_date);

-- A year group that has no row has the default scale (domain/scales.py).
CREATE TABLE mark_scale (
    school_id       uuid NOT NULL,
    year_group      smallint NOT NULL,
    lowest          smallint NOT NULL,         -- 0 with highest 0: no numbers
    highest         smallint NOT NULL,
    words           text[] NOT NULL,
    double_marks    boolean NOT NULL,
    double_subjects text[] NOT NULL,           -- empty: all
    minimum_marks   smallint NOT NULL,
    thresholds      numeric(5, 2)[] NOT NULL,  -- empty: half a mark below each
    version         bigint NOT NULL,
    PRIMARY KEY (school_id, year_group)
);

-- The weights of the school's categories from a moment on; added to, never changed.
CREATE TABLE formula (
    school_id  uuid NOT NULL,
    version    integer NOT NULL,
    begin_time timestamptz,                    -- null: from the beginning
    weights    jsonb NOT NULL,                 -- category -> weight as text
    PRIMARY KEY (school_id, version)
);

-- A group's term whose line items were all given the weights of one version. No row: each has those of its day.
CREATE TABLE term_formula (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    term_id    uuid NOT NULL,
    version    integer NOT NULL,
    rebased_at timestamptz NOT NULL,
    PRIMARY KEY (school_id, group_id, term_id)
);

SELECT school_wall(each::regclass) FROM unnest(ARRAY['exemption', 'mark_scale', 'formula', 'term_formula']) AS each;
