-- The second wall (docs/adr/0015): a transaction says which school it is about (SET LOCAL zvonok.school, by
-- kit/database.py), and sees and writes rows of that school alone, whatever a statement forgets. "*": of every school.
-- One that says nothing sees nothing. The owner, who migrates, is not held.

-- The school in hand, null where none or every school is. A sub-select of it is worked out once a statement.
CREATE OR REPLACE FUNCTION school_in_hand() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN length(current_setting('zvonok.school', true)) = 36 THEN current_setting('zvonok.school', true)::uuid END
$$;
CREATE OR REPLACE FUNCTION every_school_in_hand() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('zvonok.school', true) = '*', false)
$$;

-- Puts the wall around a table; `mine` says which rows are the school's.
CREATE OR REPLACE FUNCTION school_wall(walled regclass, mine text DEFAULT 'school_id = (SELECT school_in_hand())')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY one_school ON %s USING (%s)', walled, mine);
    EXECUTE format('CREATE POLICY every_school ON %s USING ((SELECT every_school_in_hand()))', walled);
END $$;
