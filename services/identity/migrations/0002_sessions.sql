-- Log-in: sessions that a person can see and end, keys that sign access tokens, tries that are limited.

CREATE TABLE session (
    session_id   uuid PRIMARY KEY,
    secret_hash  bytea NOT NULL UNIQUE,        -- SHA-256; the secret itself is in the cookie alone
    person_id    uuid NOT NULL REFERENCES person,
    device       text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz
);
CREATE INDEX session_of_person ON session (person_id, session_id);

CREATE TABLE signing_key (
    kid         text PRIMARY KEY,
    private_jwk text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    retire_at   timestamptz NOT NULL           -- signs until then; its public part is given out a while longer
);

-- Failed log-ins of the last quarter of an hour, by hashed user name or address.
CREATE TABLE login_failure (
    subject_hash bytea NOT NULL,
    failed_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_failure_recent ON login_failure (subject_hash, failed_at);
