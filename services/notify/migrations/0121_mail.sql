-- Letters that came back. The address is known by a mark made of it with the service's secret, never itself.
CREATE TABLE bounce (
    parcel_id   uuid PRIMARY KEY,              -- the notice or the digest
    guardian_id uuid NOT NULL,                 -- to whom it went
    address     bytea NOT NULL,
    status      text NOT NULL,                 -- "5.1.1" (RFC 3463)
    bounced_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bounce_of_address ON bounce (guardian_id, address);

-- As whom a school writes: an organisation's name and the address of its office.
CREATE TABLE school_sender (
    school_id uuid PRIMARY KEY,
    version   bigint NOT NULL,
    title     text NOT NULL,
    reply_to  text NOT NULL                    -- '': nobody reads answers
);
SELECT school_wall('school_sender');
