-- The school's own timetable: bells, special days, the weekly pattern of groups; single lessons moved and cancelled.

-- What holds for the whole school. Its row is made when the school first sets something.
CREATE TABLE school_calendar (
    school_id    uuid PRIMARY KEY,
    a_weeks      date[] NOT NULL DEFAULT '{}',    -- Mondays that begin an A week; weeks take turns from each on
    shared_rooms text[] NOT NULL DEFAULT '{}',    -- rooms that hold several groups at once
    version      bigint NOT NULL DEFAULT 1
);

CREATE TABLE bell_schedule (
    school_id   uuid NOT NULL,
    schedule_id uuid NOT NULL,
    title       text NOT NULL,
    weekdays    smallint[] NOT NULL,              -- 1 to 7: on which it holds
    PRIMARY KEY (school_id, schedule_id)
);

CREATE TABLE bell (
    school_id   uuid NOT NULL,
    schedule_id uuid NOT NULL,
    bell        smallint NOT NULL CHECK (bell BETWEEN 1 AND 20),
    begin_time  time NOT NULL,                    -- at the school
    end_time    time NOT NULL CHECK (end_time > begin_time),
    PRIMARY KEY (school_id, schedule_id, bell)
);

-- Days that differ from their day of the week; they never overlap (domain/calendar.py).
CREATE TABLE special_day (
    school_id   uuid NOT NULL,
    begin_date  date NOT NULL,
    end_date    date NOT NULL CHECK (end_date >= begin_date),
    title       text NOT NULL,
    day_off     boolean NOT NULL,
    as_weekday  smallint CHECK (as_weekday BETWEEN 1 AND 7),
    weeks       text NOT NULL DEFAULT '' CHECK (weeks IN ('', 'a', 'b')),
    schedule_id uuid,
    PRIMARY KEY (school_id, begin_date)
);

-- The groups whose pattern is the school's own: from `since` on it holds, before it the register's periods.
CREATE TABLE group_timetable (
    school_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    since     date NOT NULL,
    version   bigint NOT NULL,
    PRIMARY KEY (school_id, group_id)
);

CREATE TABLE timetable_entry (
    school_id  uuid NOT NULL,
    group_id   uuid NOT NULL,
    weekday    smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    bell       smallint NOT NULL CHECK (bell BETWEEN 1 AND 20),
    weeks      text NOT NULL CHECK (weeks IN ('every', 'a', 'b')),
    room       text NOT NULL,
    teacher_id uuid,                              -- which of the group's teachers; null: all of them
    begin_date date NOT NULL,
    end_date   date NOT NULL CHECK (end_date >= begin_date),
    PRIMARY KEY (school_id, group_id, weekday, bell, weeks, begin_date)
);

SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'school_calendar', 'bell_schedule', 'bell', 'special_day', 'group_timetable', 'timetable_entry'
]) AS each;

-- As the register calls it; subgroups of one class and subject are told apart by it in files.
ALTER TABLE teaching_group ADD COLUMN title text NOT NULL DEFAULT '';

-- Where a moved lesson stood by the pattern: it stays moved, and its old place stays empty.
ALTER TABLE lesson ADD COLUMN moved_from_date date;
ALTER TABLE lesson ADD COLUMN moved_from_bell smallint;
ALTER TABLE lesson ADD COLUMN cancel_reason text NOT NULL DEFAULT '';
ALTER TABLE lesson ADD COLUMN planned_teacher_id uuid;
ALTER TABLE lesson ADD CONSTRAINT lesson_moved_from CHECK ((moved_from_date IS NULL) = (moved_from_bell IS NULL));
-- What takes place in a school on some days: weeks, rooms and teachers at once.
CREATE INDEX lesson_of_day ON lesson (school_id, date, bell);

-- Which cells a history has is said by the code that writes it (a lesson's place is one now). By what it checks and not
-- by name: it was named twice.
DO $$
DECLARE
    found text;
BEGIN
    FOR found IN
        SELECT c.conname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'cell' AND c.conkey = ARRAY[a.attnum]
        WHERE c.conrelid = 'change_history'::regclass AND c.contype = 'c'
    LOOP
        EXECUTE format('ALTER TABLE change_history DROP CONSTRAINT %I', found);
    END LOOP;
END $$;
