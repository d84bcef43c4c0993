-- What data subjects may ask for: consents, corrections, restriction, erasure.

CREATE TABLE consent_text (
    kind         text NOT NULL,
    version      integer NOT NULL,
    title_ru     text NOT NULL,
    title_en     text NOT NULL,
    text_ru      text NOT NULL,
    text_en      text NOT NULL,
    withdrawable boolean NOT NULL,             -- false: the law gives the ground, and asks nobody
    valid_from   date NOT NULL,
    PRIMARY KEY (kind, version)
);
INSERT INTO consent_text VALUES
    ('journal', 1, 'Ведение журнала', 'Keeping the journal',
     'Школа ведёт журнал успеваемости и посещаемости по закону об образовании: согласие на это не нужно и отозвать его нельзя.',
     'The school keeps the journal of progress and attendance by the law on education: no consent is needed, and none can be withdrawn.',
     false, '2026-09-01'),
    ('messenger_notices', 1, 'Уведомления через мессенджер', 'Notices by messenger',
     'Уведомления об отметках и пропусках могут приходить через сторонний мессенджер. Без согласия они приходят только почтой и на портал.',
     'Notices of marks and absences may come by an outside messenger. Without consent they come by e-mail and on the portal only.',
     true, '2026-09-01'),
    ('photo', 1, 'Фотография', 'Photograph',
     'Школа может показывать фотографию ученика рядом с его именем в журнале. Без согласия фотографии нет.',
     'The school may show the pupil''s photograph beside the name in the journal. Without consent there is none.',
     true, '2026-09-01'),
    ('school_site', 1, 'Сайт школы', 'The school''s site',
     'Школа может назвать имя ученика на своём сайте, например среди победителей олимпиад. Без согласия имя не называется.',
     'The school may name the pupil on its site, among winners of contests for example. Without consent no name is given.',
     true, '2026-09-01');

-- A withdrawal sets the last two columns, once; a new consent is a new row.
CREATE TABLE consent (
    consent_id   uuid PRIMARY KEY,
    person_id    uuid NOT NULL REFERENCES person,
    kind         text NOT NULL,
    version      integer NOT NULL,
    given_by     uuid NOT NULL,
    given_at     timestamptz NOT NULL,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    FOREIGN KEY (kind, version) REFERENCES consent_text
);
CREATE UNIQUE INDEX consent_stands ON consent (person_id, kind) WHERE withdrawn_at IS NULL;
CREATE FUNCTION consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.withdrawn_at IS NOT NULL OR (NEW.consent_id, NEW.person_id, NEW.kind, NEW.version,
        NEW.given_by, NEW.given_at) IS DISTINCT FROM (OLD.consent_id, OLD.person_id, OLD.kind, OLD.version,
        OLD.given_by, OLD.given_at) THEN
        RAISE EXCEPTION 'a consent is given and withdrawn, and never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_stays BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION consent_stays();

CREATE TABLE correction (
    correction_id uuid PRIMARY KEY,
    school_id     uuid NOT NULL REFERENCES school,
    person_id     uuid NOT NULL REFERENCES person,  -- whose data
    field         text NOT NULL CHECK (field IN ('given_name', 'family_name', 'middle_name', 'birth_date', 'email',
                                                 'phone', 'other', 'restriction', 'lift_restriction', 'erasure')),
    proposed      text NOT NULL,
    explanation   text NOT NULL,
    old_value     text NOT NULL DEFAULT '',         -- as it was when it was put right
    asked_by      uuid NOT NULL,
    asked_at      timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
    answer        text NOT NULL DEFAULT '',
    decided_by    uuid,
    decided_at    timestamptz
);
CREATE INDEX correction_of_school ON correction (school_id, asked_at, correction_id);
CREATE INDEX correction_of_person ON correction (person_id, asked_at, correction_id);

-- What was put right stays right while packages bring the value that was wrong.
CREATE TABLE corrected_field (
    person_id     uuid NOT NULL REFERENCES person,
    field         text NOT NULL,
    package_value text NOT NULL,
    value         text NOT NULL,
    PRIMARY KEY (person_id, field)
);

CREATE TABLE restriction (
    restriction_id uuid PRIMARY KEY,
    school_id      uuid NOT NULL REFERENCES school,
    person_id      uuid NOT NULL REFERENCES person,
    reason         text NOT NULL,
    begun_by       uuid NOT NULL,
    begun_at       timestamptz NOT NULL,
    lifted_by      uuid,
    lifted_at      timestamptz
);
CREATE UNIQUE INDEX restriction_holds ON restriction (person_id) WHERE lifted_at IS NULL;

ALTER TABLE person ADD COLUMN erased_at timestamptz;
-- Names nobody: ids, times, grounds. Signed, so that it can be shown without us.
CREATE TABLE erasure (
    erasure_id  uuid PRIMARY KEY,
    school_id   uuid NOT NULL,
    person_id   uuid NOT NULL UNIQUE,
    erased_by   uuid NOT NULL,
    erased_at   timestamptz NOT NULL,
    certificate text NOT NULL
);
CREATE TRIGGER erasure_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure
    FOR EACH STATEMENT EXECUTE FUNCTION records_stay();

SELECT school_wall(each::regclass) FROM unnest(ARRAY['correction', 'restriction', 'erasure']) AS each;
SELECT school_wall(each::regclass, format('EXISTS (SELECT FROM person p WHERE p.person_id = %s.person_id)', each))
FROM unnest(ARRAY['consent', 'corrected_field']) AS each;
