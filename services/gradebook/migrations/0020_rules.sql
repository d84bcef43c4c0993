-- The school's own rules of its journal: categories, windows, locks and unlocks. Every change of them is a link of the
-- school's chain (kit/audit.py).

ALTER TABLE category ADD COLUMN title text NOT NULL DEFAULT '';           -- empty: the interface knows the code
ALTER TABLE category ADD COLUMN edit_days integer CHECK (edit_days >= 0); -- null: the school's window
ALTER TABLE category ADD COLUMN retired boolean NOT NULL DEFAULT false;   -- no new line items; old ones stay
ALTER TABLE category ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- The window and its version are the school's own; the rest of `school` is identity's.
ALTER TABLE school ADD COLUMN rules_version bigint NOT NULL DEFAULT 1;

-- What is not named is not narrowed: a lock without class, subject and term closes the whole journal.
CREATE TABLE period_lock (
    school_id    uuid NOT NULL,
    lock_id      uuid NOT NULL,
    class_id     uuid,
    subject_code text,
    term_id      uuid,
    reason       text NOT NULL,
    locked_by    uuid NOT NULL,
    locked_at    timestamptz NOT NULL,
    ended_by     uuid,
    ended_at     timestamptz,
    PRIMARY KEY (school_id, lock_id)
);
CREATE INDEX period_lock_open ON period_lock (school_id) WHERE ended_at IS NULL;

-- A teacher asks for one lesson or for a whole group; while granted, windows and locks are lifted there.
CREATE TABLE unlock (
    school_id    uuid NOT NULL,
    unlock_id    uuid NOT NULL,
    group_id     uuid NOT NULL,
    lesson_id    uuid,
    reason       text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'granted', 'refused')),
    answer       text NOT NULL DEFAULT '',
    decided_by   uuid,
    decided_at   timestamptz,
    until        timestamptz,
    PRIMARY KEY (school_id, unlock_id),
    CHECK ((state = 'granted') = (until IS NOT NULL))
);
CREATE INDEX unlock_of_group ON unlock (school_id, group_id, until) WHERE state = 'granted';
CREATE INDEX unlock_waiting ON unlock (school_id, requested_at, unlock_id) WHERE state = 'requested';

CREATE TABLE rule_history (
    school_id  uuid NOT NULL,
    number     bigint NOT NULL,
    hash       bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    person_id  uuid NOT NULL,
    request_id uuid NOT NULL,
    rule       text NOT NULL,                  -- "category test", "edit_days", "lock …", "unlock …"
    old_value  text NOT NULL,
    new_value  text NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (school_id, number)
);
CREATE TABLE rule_history_head (
    school_id uuid PRIMARY KEY,
    number    bigint NOT NULL,
    hash      bytea NOT NULL
);
CREATE TRIGGER rule_history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_history
    FOR EACH STATEMENT EXECUTE FUNCTION change_history_stays();

SELECT school_wall(each::regclass)
FROM unnest(ARRAY['period_lock', 'unlock', 'rule_history', 'rule_history_head']) AS each;
