-- Homework by the day on which it is due: a family's week asks for it, and would read a year of lessons without.
CREATE INDEX lesson_homework_due ON lesson (school_id, group_id, homework_due) WHERE homework_due IS NOT NULL;
CREATE INDEX assignment_due ON assignment (school_id, school_year, group_id, due_date) WHERE due_date IS NOT NULL;
