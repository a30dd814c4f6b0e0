-- What the message of an event was filled with, so that the window can say it in its own language.
ALTER TABLE events ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
