-- Browsers that a person has asked to show notices. Addresses of push services and keys: technical, no names.
CREATE TABLE push_subscription (
    subscription_id uuid PRIMARY KEY,
    person_id       uuid NOT NULL,
    session_id      text NOT NULL,             -- ends with it
    endpoint        text NOT NULL UNIQUE,
    p256dh          text NOT NULL,
    auth            text NOT NULL
);
CREATE INDEX push_subscription_of_person ON push_subscription (person_id, subscription_id);
