-- Tables that every service's database has: what is to be published, what was applied, what was answered.

-- What a transaction wants to happen after it: an event to publish or a job to start. The relay deletes a row when the
-- broker has confirmed it.
CREATE TABLE IF NOT EXISTS outbox (
    outbox_id     uuid PRIMARY KEY,             -- the event's or job's id
    kind          text NOT NULL CHECK (kind IN ('event', 'task')),
    name          text NOT NULL,                -- event type, or the job's name
    school_id     uuid,
    payload       bytea NOT NULL,               -- protobuf of an event; JSON list of a job's arguments
    headers       jsonb NOT NULL DEFAULT '{}',  -- W3C trace context
    created_at    timestamptz NOT NULL DEFAULT now(),
    available_at  timestamptz NOT NULL DEFAULT now(), -- not to be published before
    claimed_until timestamptz,                        -- a relay is at work on it, or it was refused and waits
    tries         integer NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (greatest(available_at, claimed_until));
-- Rows live for milliseconds: what they leave behind is swept before it makes the index slow.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000);

CREATE OR REPLACE FUNCTION outbox_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER outbox_added AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_added();

-- Events that were applied: a doubled event finds its row and does nothing.
CREATE TABLE IF NOT EXISTS inbox (
    event_id    uuid PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS inbox_age ON inbox (received_at);

-- Answers to changes by the caller's request id (AIP-155): a repeat gets the first answer.
CREATE TABLE IF NOT EXISTS request (
    caller       text NOT NULL,
    request_id   uuid NOT NULL,
    request_hash bytea NOT NULL,
    response     bytea,                        -- null only inside the transaction that works on it
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, request_id)
);
CREATE INDEX IF NOT EXISTS request_age ON request (created_at);
