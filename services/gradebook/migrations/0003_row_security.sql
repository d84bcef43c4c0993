-- The second wall around everything that belongs to a school (kit/sql/row_security.sql).
SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'school', 'term', 'class', 'teaching_group', 'group_pupil', 'group_teacher',
    'category', 'lesson', 'line_item', 'mark', 'attendance', 'change_history'
]) AS each;
