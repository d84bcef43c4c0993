"""The words of messages, Russian first. One dictionary a language, the same keys in each."""

TEXTS = {
    "ru": {
        "subject.mark": "Новые отметки в дневнике",
        "subject.mark_corrected": "Отметка исправлена",
        "subject.absence": "Отсутствие на уроке",
        "subject.late": "Опоздание на урок",
        "subject.digest": "Сводка из дневника",
        "greeting": "Здравствуйте, {name}!",
        "about": "{subject}, {date}, {bell}-й урок",
        "mark.new": "{category}: {new}",
        "mark.changed": "{category}: было {old}, стало {new}",
        "mark.removed": "{category}: отметка {old} снята",
        "attendance.absent": "Отсутствие (Н). Причину укажет классный руководитель.",
        "attendance.late": "Опоздание на {minutes} мин.",
        "attendance.removed": "Запись об отсутствии или опоздании снята: ребёнок был на уроке.",
        "link": "Дневник: {url}",
        "signature": "Это письмо отправлено электронным дневником «Звонок». Отвечать на него не нужно.",
        "category.answer": "Ответ на уроке",
        "category.homework": "Домашнее задание",
        "category.independent_work": "Самостоятельная работа",
        "category.dictation": "Диктант",
        "category.practical_work": "Практическая работа",
        "category.project": "Проект",
        "category.test": "Контрольная работа",
    },
    "en": {
        "subject.mark": "New marks in the diary",
        "subject.mark_corrected": "A mark was corrected",
        "subject.absence": "Absence from a lesson",
        "subject.late": "Late for a lesson",
        "subject.digest": "Digest of the diary",
        "greeting": "Hello {name},",
        "about": "{subject}, {date}, lesson {bell}",
        "mark.new": "{category}: {new}",
        "mark.changed": "{category}: was {old}, is now {new}",
        "mark.removed": "{category}: the mark {old} was taken back",
        "attendance.absent": "Absent. The class teacher will record the reason.",
        "attendance.late": "Late by {minutes} min.",
        "attendance.removed": "The record of absence or lateness was taken back: the child was at the lesson.",
        "link": "Diary: {url}",
        "signature": "This message was sent by the electronic diary Zvonok. There is no need to answer it.",
        "category.answer": "Answer in class",
        "category.homework": "Homework",
        "category.independent_work": "Independent work",
        "category.dictation": "Dictation",
        "category.practical_work": "Practical work",
        "category.project": "Project",
        "category.test": "Test",
    },
}


def text(locale: str, key: str, **values: object) -> str:
    """A text in the person's language, Russian where there is none."""
    words = TEXTS.get(locale, TEXTS["ru"])
    return words[key].format(**values)


def category_title(locale: str, category: str) -> str:
    """A category as people call it; its code where the school has made its own."""
    return TEXTS.get(locale, TEXTS["ru"]).get(f"category.{category}", category)


def date_text(locale: str, iso: str) -> str:
    """A day as people write it."""
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}" if locale == "ru" else iso
