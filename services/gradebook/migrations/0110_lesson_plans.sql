-- Lesson plans: planned topics of a group in order, and which lesson taught which.

CREATE TABLE lesson_plan (
    school_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    version   bigint NOT NULL,                 -- with every change of its topics
    PRIMARY KEY (school_id, group_id)
);

CREATE TABLE planned_topic (
    school_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    topic_id  uuid NOT NULL,
    position  integer NOT NULL CHECK (position > 0),
    title     text NOT NULL,
    title_key text NOT NULL,                   -- what is left of the title when words alone count (domain/lesson_plans.py)
    hours     smallint NOT NULL CHECK (hours BETWEEN 1 AND 99),
    category  text NOT NULL DEFAULT '',        -- of a control work; empty: none
    homework  text NOT NULL DEFAULT '',
    PRIMARY KEY (school_id, group_id, topic_id),
    UNIQUE (school_id, group_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE lesson_topic (
    school_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    topic_id  uuid,                            -- null: none any more; the version goes on
    by_hand   boolean NOT NULL DEFAULT false,  -- the teacher said so; else the words were the same
    version   bigint NOT NULL,
    PRIMARY KEY (school_id, lesson_id)
);
CREATE INDEX lesson_topic_of_group ON lesson_topic (school_id, group_id);

SELECT school_wall(each::regclass) FROM unnest(ARRAY['lesson_plan', 'planned_topic', 'lesson_topic']) AS each;
