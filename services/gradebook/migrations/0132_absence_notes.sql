-- What families announce. The text may tell of a child's health: it stands here alone, and goes to class teacher, heads
-- and family (docs/adr/0118).
CREATE TABLE absence_note (
    school_id  uuid NOT NULL,
    note_id    uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL CHECK (end_date >= begin_date),
    reason     text NOT NULL CHECK (reason IN ('ill', 'excused')),
    text       text NOT NULL,
    sent_by    uuid NOT NULL,
    sent_at    timestamptz NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused', 'withdrawn')),
    answer     text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    period_id  uuid,                           -- of an accepted note: the days that it gave their reason
    PRIMARY KEY (school_id, note_id)
);
CREATE INDEX absence_note_of_pupil ON absence_note (school_id, pupil_id, sent_at);
CREATE INDEX absence_note_waiting ON absence_note (school_id, sent_at, note_id) WHERE state = 'waiting';
SELECT school_wall('absence_note');
