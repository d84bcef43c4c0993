-- A guardian's notices are shown by the time they became visible.

CREATE INDEX notice_shown ON notice (guardian_id, visible_at DESC, notice_id DESC) WHERE state = 'visible';
