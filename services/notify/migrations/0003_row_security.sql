-- The second wall around everything that belongs to a school (kit/sql/row_security.sql). Families belong to none.
SELECT school_wall(each::regclass) FROM unnest(ARRAY['school', 'cell', 'notice']) AS each;
SELECT school_wall('delivery', 'EXISTS (SELECT FROM notice n WHERE n.notice_id = delivery.notice_id)');
