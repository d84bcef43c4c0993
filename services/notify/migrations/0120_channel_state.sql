-- How each channel does, shared by all workers: its next free slot, and whether it is paused because it fails.
CREATE TABLE channel_state (
    channel      text PRIMARY KEY,
    failures     integer NOT NULL DEFAULT 0,   -- of the channel itself, one after the other
    down_since   timestamptz,                  -- of the first of them
    paused_until timestamptz,                  -- null: in use. In the past: the next to come is the probe
    next_slot    timestamptz NOT NULL DEFAULT now()
);

-- Since when a message could not be handed over: after a while a channel in reserve takes its place.
ALTER TABLE delivery ADD COLUMN failing_since timestamptz;
ALTER TABLE digest ADD COLUMN failing_since timestamptz;
