-- Notices of a check of personal data are taken back when somebody has answered.
CREATE INDEX notice_of_verification ON notice (lesson_id) WHERE topic = 'verification';

-- Who had switched a way off for every kind that there was, or a school that had, is told of the new kind by it neither.
CREATE FUNCTION silent_ways(routes jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(channel, 'off'), '{}') FROM unnest(ARRAY['email', 'web_push']) AS channel
    WHERE NOT EXISTS (
        SELECT FROM unnest(ARRAY['mark', 'absence', 'late', 'homework', 'homework_due', 'owed', 'term_mark',
                                 'timetable', 'substitution', 'message']) AS kind
        WHERE routes -> kind ->> channel IS DISTINCT FROM 'off')
$$;
UPDATE setting SET routes = routes || jsonb_build_object('verification', silent_ways(routes))
WHERE silent_ways(routes) <> '{}';
UPDATE school_setting SET routes = routes || jsonb_build_object('verification', silent_ways(routes))
WHERE silent_ways(routes) <> '{}';
DROP FUNCTION silent_ways(jsonb);
