-- Things of packages that the register does not keep as such (districts; school years and half-years): a later delta
-- may refer to them.
CREATE TABLE import_source (
    municipality_id uuid NOT NULL REFERENCES municipality,
    kind            text NOT NULL,             -- "org" or "session"
    source_id       text NOT NULL,
    PRIMARY KEY (municipality_id, kind, source_id)
);
