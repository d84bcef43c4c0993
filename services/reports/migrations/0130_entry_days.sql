-- Marks and homework as of a day go by the days on which they were entered (docs/adr/0071). Null: the owner tells none,
-- so they count from their lesson's day.
ALTER TABLE mark_cell ADD COLUMN entered_on date;
ALTER TABLE lesson ADD COLUMN homework_on date;

-- The marks that can be a pupil's first or second of a term, in lessons up to whatever day, as known on whatever day:
-- all up to the later day of the two cells that were known first (docs/adr/0071).
CREATE TABLE early_mark (
    school_id uuid NOT NULL,
    term_id   uuid NOT NULL,
    group_id  uuid NOT NULL,
    pupil_id  uuid NOT NULL,
    day       date NOT NULL,           -- the lesson's
    known_on  date NOT NULL,           -- from this day on; never before the lesson's own
    marks     integer NOT NULL,
    PRIMARY KEY (school_id, term_id, group_id, pupil_id, day, known_on)
);
SELECT school_wall('early_mark');

INSERT INTO early_mark
SELECT f.school_id, f.term_id, f.group_id, f.pupil_id, c.day, c.day, sum(c.marks)
FROM first_marks f
JOIN term t ON t.school_id = f.school_id AND t.term_id = f.term_id
CROSS JOIN LATERAL (
    SELECT max(two.day) AS day FROM (
        SELECT c.day FROM mark_cell c
        WHERE c.school_id = f.school_id AND c.group_id = f.group_id AND c.pupil_id = f.pupil_id
          AND c.marks > 0 AND c.day BETWEEN t.begin_date AND t.end_date
        ORDER BY c.day LIMIT 2) two
) last
JOIN mark_cell c ON c.school_id = f.school_id AND c.group_id = f.group_id AND c.pupil_id = f.pupil_id
    AND c.marks > 0 AND c.day BETWEEN t.begin_date AND last.day
GROUP BY f.school_id, f.term_id, f.group_id, f.pupil_id, c.day;
-- first_marks is not read any more; it is dropped in a later release.

-- What early_mark is made from, by the index alone.
CREATE INDEX mark_cell_early ON mark_cell (school_id, group_id, pupil_id, day) INCLUDE (marks, entered_on)
    WHERE marks > 0;
DROP INDEX mark_cell_of_pupil;
