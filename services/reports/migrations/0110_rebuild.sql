-- A school whose read models are made anew: until it has ended, the new rows stand under rebuild_id in the place of the
-- school's id, beside those that answer (docs/adr/0154).
CREATE TABLE rebuild (
    school_id  uuid PRIMARY KEY,
    rebuild_id uuid NOT NULL UNIQUE,
    started_at timestamptz NOT NULL DEFAULT now(),
    taken      jsonb NOT NULL DEFAULT '{}'   -- replayed events that were applied, by type
);
SELECT school_wall('rebuild');
