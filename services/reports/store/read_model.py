"""The tables that a rebuild makes anew. A new table of the read model joins by one line here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table led by school_id. `nothing` (SQL) says which rows count nothing: there may be one or none of them."""

    name: str
    nothing: str = "false"


READ_MODEL = (
    Table("school"),
    Table("term"),
    Table("class"),
    Table("teaching_group"),
    Table("group_pupil"),
    Table("group_teacher"),
    # A planned lesson that was dropped is told as cancelled, and forgotten by its owner.
    Table("lesson", nothing="state = 'cancelled'"),
    Table("lesson_count", nothing="(due, held, filled, filled_in_time, homework_recorded) = (0, 0, 0, 0, 0)"),
    # A deleted mark's row keeps late events out, as long as it is known.
    Table("mark_cell", nothing="marks = 0"),
    Table("early_mark"),
    Table("class_pupil"),
    Table("plan"),
    Table("plan_topic"),
    Table("lesson_topic", nothing="topic_id IS NULL"),
    Table("diary_visit"),
    Table("term_mark", nothing="value = ''"),
    Table("attendance_cell", nothing="attendance = ''"),
    Table("attendance_count", nothing="(lessons, absent, late) = (0, 0, 0)"),
)
# Tables of a school that are not made from events, or not read any more: a rebuild leaves them alone.
LEFT_ALONE = frozenset(
    {"progress", "rebuild", "group_day", "first_marks", "reminder", "document", "webhook", "webhook_delivery"}
)
