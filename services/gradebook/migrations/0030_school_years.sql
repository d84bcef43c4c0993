-- A new partitioned table gets its years without a new version of this function: every table of the schema that is
-- partitioned is by school year. A migration that makes one calls the function for the years that are there.
CREATE OR REPLACE FUNCTION open_school_year(year integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    part   text;
BEGIN
    IF year NOT BETWEEN 1000 AND 9999 THEN
        RAISE EXCEPTION 'no school year' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR parent IN
        SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
        WHERE c.relnamespace = 'public'::regnamespace AND to_regclass(format('%I', c.relname || '_' || year)) IS NULL
        ORDER BY c.relname
    LOOP
        PERFORM pg_advisory_xact_lock(7270002);
        part := format('%s_%s', parent, year);
        CONTINUE WHEN to_regclass(format('%I', part)) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
        -- By its parent alone, which has the wall around it.
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC', part);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gradebook_app') THEN
            EXECUTE format('REVOKE ALL ON %I FROM gradebook_app', part);
        END IF;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)', parent, part, year);
    END LOOP;
END $$;

-- The years that have partitions: for migrations that add a partitioned table.
CREATE FUNCTION open_again_every_school_year() RETURNS void LANGUAGE sql AS $$
    SELECT open_school_year(right(c.relname, 4)::int)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'change_history'::regclass
$$;
