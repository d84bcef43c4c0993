"""Words of webhooks."""

from flask_babel import lazy_gettext as _l

RULES = {
    "BAD_WEBHOOK_URL": _l("Write an address that begins with https:// and holds no user name or password."),
    "NO_EVENT_TYPES": _l("Choose at least one event."),
    "UNKNOWN_EVENT_TYPE": _l("There is no such event."),
    "TOO_MANY_WEBHOOKS": _l("A school has at most twenty webhooks: delete one that is not needed."),
    "WEBHOOK_OFF": _l("The webhook is switched off: switch it on first."),
    "NOTHING_TO_REPLAY": _l("Say from when until when calls are to be sent again."),
    "BAD_SPAN": _l("The beginning must lie before the end."),
}
# What a webhook can be told of.
EVENTS = {
    "zvonok.identity.school.changed.v1": _l("the school or its terms changed"),
    "zvonok.identity.class.changed.v1": _l("a class changed: pupils, class teacher"),
    "zvonok.identity.group.changed.v1": _l("a teaching group changed: pupils, teachers"),
    "zvonok.gradebook.lessons.scheduled.v1": _l("lessons were planned, moved or cancelled"),
    "zvonok.gradebook.lesson.recorded.v1": _l("a lesson was recorded"),
    "zvonok.gradebook.homework.changed.v1": _l("homework was given or changed"),
    "zvonok.gradebook.substitution.changed.v1": _l("a substitution was assigned or ended"),
    "zvonok.gradebook.period.published.v1": _l("term marks were published"),
    "zvonok.webhook.test.v1": _l("test call"),
}
STATES = {"waiting": _l("waits"), "delivered": _l("taken by the receiver"), "parked": _l("given up")}
# Why there was no answer, or none that counts.
PROBLEMS = {
    "REFUSED": _l("the receiver refused it"),
    "TIMEOUT": _l("no answer within ten seconds"),
    "CONNECTION": _l("no connection"),
    "CERTIFICATE": _l("the certificate is not trusted"),
    "NOT_RESOLVED": _l("no such name on the net"),
    "ADDRESS_NOT_ALLOWED": _l("an address of an inner network"),
}
