"""Rules and purposes of the contracts in people's words: one module for each area."""

from services.portal.words import (
    absences,
    bulk,
    changes,
    documents,
    homework,
    journal,
    marks,
    notices,
    people,
    reports,
    substitutions,
    terms,
    timetable,
    webhooks,
)

# What a refusal by a rule means to who is refused.
RULES = {
    **people.RULES,
    **journal.RULES,
    **notices.RULES,
    **bulk.RULES,
    **absences.RULES,
    **changes.RULES,
    **marks.RULES,
    **terms.RULES,
    **homework.RULES,
    **substitutions.RULES,
    **timetable.RULES,
    **webhooks.RULES,
    **documents.RULES,
}
# What a look was for: every method has one purpose, so the record's method tells it.
PURPOSES = {
    **people.PURPOSES,
    **journal.PURPOSES,
    **bulk.PURPOSES,
    **absences.PURPOSES,
    **changes.PURPOSES,
    **marks.PURPOSES,
    **homework.PURPOSES,
    **reports.PURPOSES,
    **terms.PURPOSES,
    **substitutions.PURPOSES,
    **notices.PURPOSES,
    **documents.PURPOSES,
}
