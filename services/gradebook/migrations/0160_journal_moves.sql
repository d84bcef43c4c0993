-- Who watches a group's journal (WatchJournal) is rung when a lesson of it was saved, planned, moved or dropped. By
-- trigger: whatever changes a lesson, rings; one notice a group and transaction.

CREATE FUNCTION journal_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('journal_moved', coalesce(NEW.group_id, OLD.group_id)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER journal_moved AFTER INSERT OR DELETE ON lesson FOR EACH ROW EXECUTE FUNCTION journal_moved();
CREATE TRIGGER journal_moved_on AFTER UPDATE ON lesson FOR EACH ROW
    WHEN (OLD.history_number <> NEW.history_number OR OLD.version <> NEW.version)
    EXECUTE FUNCTION journal_moved();
