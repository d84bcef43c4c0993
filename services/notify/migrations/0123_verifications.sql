-- Notices of a check of personal data are taken back when somebody has answered.
CREATE INDEX notice_of_verification ON notice (lesson_id) WHERE topic = 'verification';
