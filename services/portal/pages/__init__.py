"""The pages: one module for each area."""

from services.portal.pages import (
    account,
    changes,
    control_room,
    demonstration,
    diary,
    disclosures,
    health,
    home,
    journal,
    journal_file,
    journal_rules,
    lesson,
    live,
    login,
    notices,
    oneroster,
    personal_data,
    school,
    school_data,
    unusual_looks,
)

BLUEPRINTS = (
    health.pages,
    login.pages,
    home.pages,
    lesson.pages,
    journal.pages,
    journal_file.pages,
    changes.pages,
    journal_rules.pages,
    diary.pages,
    control_room.pages,
    disclosures.pages,
    unusual_looks.pages,
    notices.pages,
    personal_data.pages,
    school.pages,
    school_data.pages,
    oneroster.pages,
    account.pages,
    live.pages,
    demonstration.pages,
)
# What a browser without a session may see.
PUBLIC = frozenset({"static", "health.healthz", "login.form", "login.log_in", "login.choose_language"})
