"""The pages: one module for each area."""

from services.portal.pages import (
    account,
    changes,
    control_room,
    coverage,
    demonstration,
    diary,
    disclosures,
    health,
    home,
    homework,
    homework_limits,
    journal,
    journal_file,
    journal_rules,
    lesson,
    live,
    login,
    notices,
    oneroster,
    personal_data,
    plan,
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
    plan.pages,
    coverage.pages,
    homework.pages,
    homework_limits.pages,
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
# Forms that send files, and how large they may be in bytes.
LARGEST_FORMS = {"homework.give": homework.LARGEST_FORM}
