-- The keys by which schools sign their archives (docs/adr/0159). The newest signs; older ones stay, so that what they
-- signed can be told to be the school's.
CREATE TABLE school_key (
    school_id   uuid NOT NULL,
    fingerprint text NOT NULL,                 -- SHA-256 of the public key as DER
    private_key bytea NOT NULL,                -- Ed25519, raw
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (school_id, fingerprint)
);
SELECT school_wall('school_key');
