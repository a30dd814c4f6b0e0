-- Documents are JSON; times are ISO 8601 in UTC. What lists and filters need has a column of its own.

CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (name, version)
) STRICT;
CREATE INDEX datasets_by_hash ON datasets (hash);

CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  color INTEGER NOT NULL,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE RESTRICT,
  task TEXT NOT NULL,
  config TEXT NOT NULL,
  engine TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  epoch REAL NOT NULL DEFAULT 0,
  step INTEGER NOT NULL DEFAULT 0,
  total_steps INTEGER,
  seconds REAL NOT NULL DEFAULT 0,
  parameters INTEGER,
  best_epoch INTEGER,
  result TEXT,
  error TEXT
) STRICT;
CREATE INDEX runs_by_dataset ON runs (dataset_id);
CREATE INDEX runs_by_status ON runs (status);

-- The leaves of each run's config by dotted path, as JSON values: what comparisons and searches read.
CREATE TABLE params (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX params_by_path ON params (path, value);

CREATE TABLE tags (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  time TEXT NOT NULL,
  step INTEGER NOT NULL,
  level TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_run ON events (run_id, id);

-- `file` is relative to the run's folder.
CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  file TEXT NOT NULL,
  step INTEGER NOT NULL,
  epoch REAL NOT NULL,
  best INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (run_id, file)
) STRICT;

CREATE TABLE traces (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (run_id, step)
) STRICT;

CREATE TABLE evaluations (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  split TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (run_id, split)
) STRICT;

CREATE TABLE exports (
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX exports_by_run ON exports (run_id, created_at);

-- Metric series. The newest points are in series_tail, a row for each batch that was logged, at its position in the tail; a full
-- chunk of them becomes one row of series_chunks and one row of series_summaries for each level of its pyramid (see
-- ../series-codec.ts for the blobs).
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (run_id, name)
) STRICT;

CREATE TABLE series_chunks (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  points BLOB NOT NULL,
  PRIMARY KEY (series_id, number)
) STRICT;

CREATE TABLE series_summaries (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  blocks BLOB NOT NULL,
  PRIMARY KEY (series_id, level, number)
) STRICT;

CREATE TABLE series_tail (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  points BLOB NOT NULL,
  PRIMARY KEY (series_id, position)
) STRICT, WITHOUT ROWID;
