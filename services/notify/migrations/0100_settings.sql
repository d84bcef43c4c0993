-- What people want to be told, and what schools lay down. Opaque ids and choices, no personal data.

-- One row a guardian and child: two guardians of a child never share one. No row: the school's defaults hold.
CREATE TABLE setting (
    guardian_id   uuid NOT NULL,
    pupil_id      uuid NOT NULL,
    version       bigint NOT NULL,
    marks_at_most smallint,                    -- null: all marks
    quiet_begin   time,                        -- null: no quiet hours
    quiet_end     time,
    daily_at      time NOT NULL,
    weekly_on     smallint NOT NULL,           -- 0 is Monday
    routes        jsonb NOT NULL,              -- {"mark": {"email": "daily"}}
    PRIMARY KEY (guardian_id, pupil_id)
);

CREATE TABLE school_setting (
    school_id     uuid PRIMARY KEY,
    version       bigint NOT NULL,
    grace_seconds integer NOT NULL,
    marks_at_most smallint,
    quiet_begin   time,
    quiet_end     time,
    daily_at      time NOT NULL,
    weekly_on     smallint NOT NULL,
    routes        jsonb NOT NULL
);
SELECT school_wall('school_setting');

-- A held notice is ready when its grace window has ended, and due when quiet hours let it go.
ALTER TABLE notice ADD COLUMN ready_at timestamptz;
UPDATE notice SET ready_at = due_at WHERE state = 'held';
ALTER TABLE notice ADD COLUMN reason text NOT NULL DEFAULT '';   -- why it was retracted, a code
-- When it comes into the recipient's list on the portal; null: never (switched off there).
ALTER TABLE notice ADD COLUMN listed_at timestamptz;
UPDATE notice SET listed_at = visible_at WHERE state = 'visible';
CREATE INDEX notice_listed ON notice (guardian_id, listed_at DESC, notice_id DESC) WHERE state = 'visible';

-- One message to one person through one channel of what has come together since the last one.
CREATE TABLE digest (
    digest_id   uuid PRIMARY KEY,
    guardian_id uuid NOT NULL,
    channel     text NOT NULL,
    due_at      timestamptz NOT NULL,
    state       text NOT NULL DEFAULT 'held'
        CHECK (state IN ('held', 'queued', 'sent', 'failed', 'abandoned', 'retracted')),
    tries       integer NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT now(),
    reason      text NOT NULL DEFAULT '',
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX digest_held ON digest (guardian_id, channel, due_at) WHERE state = 'held';
CREATE INDEX digest_overdue ON digest (due_at) WHERE state = 'held';
CREATE INDEX digest_late ON digest (lease_until) WHERE state = 'queued';

-- held: waits for its digest. retracted: nothing was left of it then, or the recipient has switched it off.
ALTER TABLE delivery DROP CONSTRAINT delivery_state_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_state_check
    CHECK (state IN ('held', 'queued', 'sent', 'failed', 'abandoned', 'retracted'));
ALTER TABLE delivery ADD COLUMN digest_id uuid REFERENCES digest;
CREATE INDEX delivery_of_digest ON delivery (digest_id) WHERE digest_id IS NOT NULL;
