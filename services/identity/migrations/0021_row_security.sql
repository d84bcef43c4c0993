-- The second wall around everything that belongs to a school (kit/sql/row_security.sql).
SELECT school_wall(each::regclass) FROM unnest(ARRAY[
    'school', 'term', 'class', 'teaching_group', 'disclosure', 'chain_head', 'relation_history'
]) AS each;

-- A guardian belongs to the schools of his children. (A policy can't ask its own table.)
CREATE FUNCTION is_pupil_of(person uuid, school uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (SELECT FROM relation WHERE person_id = person AND relation = 'pupil' AND object_id = school)
$$;
SELECT school_wall('relation', $$
    school_id = (SELECT school_in_hand())
    OR (relation = 'guardian' AND is_pupil_of(object_id, (SELECT school_in_hand())))
$$);
-- People belong to the schools at which they stand in a relation; accounts go with their people.
SELECT school_wall('person', 'EXISTS (SELECT FROM relation r WHERE r.person_id = person.person_id)');
SELECT school_wall('account', 'EXISTS (SELECT FROM person p WHERE p.person_id = account.person_id)');
