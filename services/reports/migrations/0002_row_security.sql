-- The second wall around everything that belongs to a school (kit/sql/row_security.sql).
SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'progress', 'school', 'term', 'class', 'teaching_group', 'group_pupil',
    'lesson', 'group_day', 'mark_cell', 'first_marks'
]) AS each;
