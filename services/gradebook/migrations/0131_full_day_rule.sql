-- What makes a day that a pupil missed as a whole: the school's own rule. No row: every lesson.
CREATE TABLE full_day_rule (
    school_id uuid PRIMARY KEY,
    kind      text NOT NULL CHECK (kind IN ('every', 'at_least', 'any')),
    lessons   smallint NOT NULL,               -- of at_least; else 0
    version   bigint NOT NULL,
    CHECK ((kind = 'at_least') = (lessons > 0))
);
SELECT school_wall('full_day_rule');
