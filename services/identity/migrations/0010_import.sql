-- Reports of imports by request id: a repeat gets the first report.
CREATE TABLE import_run (
    request_id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    report     jsonb NOT NULL
);
