"""Words of notices and their settings."""

from flask_babel import lazy_gettext as _l

RULES = {
    "UNKNOWN_KIND": _l("There are no such notices any more: load the page again."),
    "UNKNOWN_CHANNEL": _l("There is no such way any more: load the page again."),
    "UNKNOWN_MODE": _l("Choose when to be told."),
    "PAGE_IN_RESERVE": _l("The page itself can't be in reserve: choose another time to be told."),
    "UNKNOWN_PUSH_SERVICE": _l("Notices can't be sent to this browser."),
    "BAD_PUSH_KEYS": _l("Notices can't be sent to this browser."),
    "BAD_TITLE": _l("The name has at most 70 letters."),
    "BAD_REPLY_TO": _l("Enter one e-mail address, such as office@school.ru, or leave it empty."),
    "TOO_LATE": _l("What is about tomorrow comes at once or never: in a digest it would come too late."),
    "THRESHOLD_OUT_OF_RANGE": _l("Choose a mark from 2 to 5, or all of them."),
    "BAD_WEEKDAY": _l("Choose a day of the week."),
    "QUIET_ALL_DAY": _l(
        "Quiet hours must end at another time than they begin. To be told at any time leave both empty."
    ),
    "BAD_CLOCK_TIME": _l("A time is from 00:00 to 23:59; quiet hours need both, or neither."),
    "ALWAYS_ON_PAGE": _l("Messages of the class teacher stand on the page at once, always."),
    "NO_TEXT": _l("Write what you want to say."),
    "TEXT_TOO_LONG": _l("A message has at most 2000 characters."),
    "NOT_IN_CLASS": _l("Somebody is in the class no more: load the page again."),
    "CLASS_NOT_KNOWN_YET": _l("The class was changed just now: try again in a minute."),
    "TOO_MANY_MESSAGES": _l("A class is sent at most 20 messages a day."),
    "DAYS_OUT_OF_RANGE": _l("Choose from 1 to 31 days."),
    "GRACE_OUT_OF_RANGE": _l("A mark can wait from 0 to 1440 minutes."),
}
# What notices are about, as people choose them.
NOTICE_KINDS = {
    "mark": _l("Marks"),
    "absence": _l("Absences"),
    "late": _l("Lateness"),
    "homework": _l("Homework that is given"),
    "homework_due": _l("Homework for tomorrow"),
    "owed": _l("Owed work"),
    "term_mark": _l("Term marks"),
    "timetable": _l("Changes in tomorrow's timetable"),
    "substitution": _l("Tomorrow's substitutions"),
    "message": _l("Messages of the class teacher"),
    "verification": _l("Checks of personal data"),
}
# What a notice without a subject is about.
NOTICE_TITLES = {
    "homework_due": _l("Homework for tomorrow"),
    "term_mark": _l("Term marks"),
    "timetable": _l("Changes in the timetable"),
    "substitution": _l("Substitutions"),
    "duty": _l("You stand in"),
    "reminder": _l("Reminder of the deputy head"),
    "message": _l("A message of the class teacher"),
    "verification": _l("Check of personal data"),
    "security": _l("Security of your account"),
}
# What becomes of a lesson whose teacher is away.
STAND_INS = {
    "substitute": _l("another teacher gives the lesson"),
    "supervising": _l("another teacher keeps an eye on the class"),
    "merged": _l("together with another group"),
    "self_study": _l("work on one's own"),
}
# Kinds for which a digest comes too late.
OF_TOMORROW = ("homework_due", "timetable", "substitution")
NOTICE_MODES = {
    "at_once": _l("at once"),
    "daily": _l("once a day"),
    "weekly": _l("once a week"),
    "reserve": _l("in reserve: if the others fail"),
    "off": _l("never"),
}
# Why a delivery waits or ended, where it says something to people.
DELIVERY_REASONS = {
    "NO_ADDRESS": _l("there is no address"),
    "QUIET_HOURS": _l("quiet hours"),
    "RIGHTS_ENDED": _l("the right to it ended"),
    "SWITCHED_OFF": _l("switched off"),
    "NOTHING_LEFT": _l("nothing was left to tell"),
    "NO_PHONE": _l("there is no phone number that messages can go to"),
    "MESSENGER_404": _l("no account of a messenger is linked with you"),
    "NO_BROWSER": _l("no browser of yours shows notices any more"),
    "BOUNCED": _l("the letter came back"),
    "ADDRESS_BOUNCES": _l("letters to this address come back: have the school correct it"),
    "BAD_ADDRESS": _l("the address is none: have the school correct it"),
    "CHANNEL_DOWN": _l("this way does not work at the moment"),
    "RATE_LIMITED": _l("waits for its turn"),
    "TEMPLATE_ERROR": _l("the message could not be made; the operators know of it"),
}
PURPOSES = {
    "GetReadReport": _l("seeing who has read a message"),
}
