"""Words of lesson plans and homework."""

from flask_babel import lazy_gettext as _l

RULES = {
    # Plans
    "TOPIC_NEEDED": _l("Write what the topic is."),
    "HOURS_OUT_OF_RANGE": _l("A topic takes from 1 to 99 lessons."),
    "TOPIC_TAUGHT": _l("Lessons have taught a topic that would be lost: it stays in the plan, in the same words."),
    "TOO_MANY_TOPICS": _l("A plan has at most 500 topics."),
    "POSITION_OUT_OF_RANGE": _l("Places in the plan are counted from 1."),
    "PLAN_EMPTY": _l("The plan has no topics to copy."),
    "DIFFERENT_COURSE": _l("A plan goes to classes of the same year and subject."),
    "NOTHING_TO_COPY_TO": _l("Choose at least one class that gets the plan."),
    "TOO_MANY_GROUPS": _l("Too many classes at once."),
    "HEADING_NEEDED": _l("There is no heading in the file: name a column “Тема урока”, best take the template."),
    "LESSON_WITHOUT_TOPIC": _l("Write the topic of the lesson first."),
    # Homework
    "ASSIGNMENT_EMPTY": _l("Write what is to do, or add a file."),
    "TOO_MANY_FILES": _l("At most ten files."),
    "ESTIMATE_OUT_OF_RANGE": _l("Homework takes from 1 to 600 minutes."),
    "TOO_MANY_ASSIGNMENTS": _l("There are too many assignments in this lesson."),
    "NO_HOMEWORK": _l("Write the homework of the lesson first."),
    "UNKNOWN_UPLOAD": _l("The file is not there any more: choose it again."),
    "LIMIT_OUT_OF_RANGE": _l("A limit is from 0 to 600 minutes."),
    "YEAR_GROUP_OUT_OF_RANGE": _l("There is no such year."),
    "FILE_LIES": _l("The content of the file is not what its name says. Save it again in its own type."),
    "FILE_TYPE_NOT_ALLOWED": _l("Files of these types are taken: PDF, PNG, JPEG, WebP, TXT, MP3, Office and ODF."),
    "FILE_NAME_LENGTH": _l("A file name has from 1 to 150 characters."),
    "BAD_FILE_NAME": _l("The file needs another name: letters, digits, blanks, points and dashes."),
    "TOO_MANY_UPLOADS": _l("Many files wait already: give those first."),
    "FILE_GONE": _l("The file is not there: tell the school's administrator."),
    "FILE_DAMAGED": _l("The file is damaged: tell the school's administrator."),
}
PURPOSES = {
    "GetLessonHomework": _l("giving homework"),
    "ListHomework": _l("giving homework"),
    "SetAssignment": _l("giving homework"),
    "DownloadFile": _l("a file of homework"),
    "DownloadPupilFile": _l("a file of homework"),
}
