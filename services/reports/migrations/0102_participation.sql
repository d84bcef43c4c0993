-- Material covered, and who takes part: ids, hours and days; no names.

-- The plan of a group, and its topics in the order in which they are to be taught.
CREATE TABLE plan (
    school_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    version   bigint NOT NULL,
    PRIMARY KEY (school_id, group_id)
);
CREATE TABLE plan_topic (
    school_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    topic_id  uuid NOT NULL,
    place     integer NOT NULL,
    hours     integer NOT NULL,
    due_on    date,                    -- the day of the lesson by which its last hour is due; null: there are too few
    taught_on date,                    -- from which day on it is taught; null: it is not
    PRIMARY KEY (school_id, group_id, topic_id)
);

-- Which topic of the plan a lesson teaches; null: none.
CREATE TABLE lesson_topic (
    school_id uuid NOT NULL,
    lesson_id uuid NOT NULL,
    version   bigint NOT NULL,
    topic_id  uuid,
    PRIMARY KEY (school_id, lesson_id)
);
-- A group's lessons, when its topics are counted again.
CREATE INDEX lesson_of_group ON lesson (school_id, group_id);

-- Days on which somebody of a family looked at a child's diary.
CREATE TABLE diary_visit (
    school_id uuid NOT NULL,
    pupil_id  uuid NOT NULL,
    person_id uuid NOT NULL,           -- a guardian; the pupil himself
    day       date NOT NULL,           -- at the school
    PRIMARY KEY (school_id, pupil_id, person_id, day)
);
SELECT school_wall(each::regclass) FROM unnest(ARRAY['plan', 'plan_topic', 'lesson_topic', 'diary_visit']) AS each;

-- Guardians with rights over a pupil, as notify keeps them: families belong to no school.
CREATE TABLE family (
    pupil_id uuid PRIMARY KEY,
    version  bigint NOT NULL
);
CREATE TABLE guardian (
    pupil_id   uuid NOT NULL REFERENCES family,
    person_id  uuid NOT NULL,
    begin_date date NOT NULL,
    end_date   date NOT NULL,          -- inclusive
    PRIMARY KEY (pupil_id, person_id, begin_date)
);
