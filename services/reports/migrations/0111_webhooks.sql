-- Webhooks of integrations: where to call, and every call with what became of it (docs/adr/0155, 0156).
CREATE TABLE webhook (
    school_id     uuid NOT NULL,
    webhook_id    uuid NOT NULL,
    owner         text NOT NULL,                 -- "persons/…" or "clients/…" that made it
    url           text NOT NULL,
    event_types   text[] NOT NULL,
    state         text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'gone')),
    version       bigint NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- The secret is derived from it and never stored.
    key_number    integer NOT NULL DEFAULT 1,
    old_key_until timestamptz,
    failures      integer NOT NULL DEFAULT 0,    -- in a row
    claimed_until timestamptz NOT NULL DEFAULT '-infinity', -- a sender is at work on it, or it rests after a failure
    PRIMARY KEY (school_id, webhook_id)
);
SELECT school_wall('webhook');

CREATE TABLE webhook_delivery (
    school_id    uuid NOT NULL,
    webhook_id   uuid NOT NULL,
    delivery_id  uuid NOT NULL,                  -- grows with time
    event_id     uuid NOT NULL,
    event_type   text NOT NULL,
    event_time   timestamptz NOT NULL,
    body         text NOT NULL,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'parked')),
    tries        integer NOT NULL DEFAULT 0,     -- since it was last to be sent
    next_try_at  timestamptz NOT NULL DEFAULT now(),
    last_try_at  timestamptz,
    status       integer NOT NULL DEFAULT 0,
    problem      text NOT NULL DEFAULT '',
    PRIMARY KEY (school_id, webhook_id, delivery_id),
    UNIQUE (school_id, webhook_id, event_id),
    FOREIGN KEY (school_id, webhook_id) REFERENCES webhook ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (school_id, webhook_id, next_try_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_open ON webhook_delivery (state) WHERE state <> 'delivered';
CREATE INDEX webhook_delivery_age ON webhook_delivery (event_time);
SELECT school_wall('webhook_delivery');
