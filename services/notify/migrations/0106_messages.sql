-- What class teachers write to families. The text is kept here alone, for a year; notices and events hold its id.
CREATE TABLE message (
    school_id  uuid NOT NULL,
    message_id uuid NOT NULL,
    class_id   uuid NOT NULL,
    sender_id  uuid NOT NULL,
    text       text NOT NULL,                  -- '': kept no longer
    confirm    boolean NOT NULL,               -- its readers are asked to confirm it
    sent_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (school_id, message_id)
);
CREATE INDEX message_of_class ON message (school_id, class_id, sent_at DESC, message_id DESC);
CREATE INDEX message_kept ON message (sent_at) WHERE text <> '';

ALTER TABLE notice ADD COLUMN confirmed_at timestamptz;
CREATE INDEX notice_of_message ON notice (lesson_id) WHERE topic = 'message';

CREATE TABLE school_class (
    school_id uuid NOT NULL,
    class_id  uuid NOT NULL,
    version   bigint NOT NULL,
    PRIMARY KEY (school_id, class_id)
);
CREATE TABLE class_pupil (
    school_id  uuid NOT NULL,
    class_id   uuid NOT NULL,
    pupil_id   uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,                  -- inclusive
    PRIMARY KEY (school_id, class_id, pupil_id, begin_date)
);

SELECT school_wall(each::regclass) FROM unnest(ARRAY['message', 'school_class', 'class_pupil']) AS each;
