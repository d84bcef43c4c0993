-- Documents made as jobs (kit/documents/jobs.py): what was asked for, how far it is, what came of it. Ids and values,
-- nobody's name: names are in the content alone, which lies outside the database under a key that stands here.
CREATE TABLE document (
    school_id     uuid NOT NULL,
    document_id   uuid NOT NULL,
    place         text NOT NULL,               -- resource name of what it is about
    kind          text NOT NULL,
    form          text NOT NULL CHECK (form IN ('pdf', 'xlsx', 'zip')),
    parameters    jsonb NOT NULL,
    locale        text NOT NULL,
    asked_by      uuid NOT NULL,
    asked_at      timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'queued'
                  CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
    tries         integer NOT NULL DEFAULT 0,
    done_parts    integer NOT NULL DEFAULT 0,
    all_parts     integer NOT NULL DEFAULT 0,
    touched_at    timestamptz NOT NULL,        -- when anything last was heard of it
    ended_at      timestamptz,
    reason        text NOT NULL DEFAULT '',    -- why it failed
    title         text NOT NULL DEFAULT '',
    note          text NOT NULL DEFAULT '',
    size          bigint NOT NULL DEFAULT 0,
    sha256        bytea,                       -- of the content as it lies in the folder
    content_key   bytea,
    data_subjects uuid[] NOT NULL DEFAULT '{}',
    expires_at    timestamptz,
    PRIMARY KEY (school_id, document_id)
);
CREATE INDEX document_of_person ON document (school_id, asked_by, place, asked_at, document_id);
CREATE INDEX document_open ON document (touched_at) WHERE state IN ('queued', 'running');
CREATE INDEX document_kept ON document (expires_at) WHERE state = 'done';
CREATE INDEX document_content ON document (sha256) WHERE sha256 IS NOT NULL;
SELECT school_wall('document');
