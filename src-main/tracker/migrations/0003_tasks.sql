-- Datasets name what each column is for; evaluations hold panels of any task and are made anew when they are asked for.
UPDATE datasets
SET document = json_remove(
  json_set(document, '$.task', 'classification', '$.roles', json_object('text', json_array(document ->> '$.textColumn'), 'label', json_array(document ->> '$.labelColumn'))),
  '$.textColumn', '$.labelColumn')
WHERE json_type(document, '$.textColumn') IS NOT NULL;
DELETE FROM evaluations;
