/**
 * The one table of findings about data: things worth saying that stop nothing. A row: code -> how serious, what was seen
 * and what to do, templates with {placeholders}. The window translates by code and details (locales `findings.*`).
 */
import { fillTemplate } from '../contract/errors.ts'
import type { Finding, Remedy } from './dataset.ts'

export const findingTable = {
  'text-by-name': { severity: 'info', message: 'The column {column} is taken as the text because of its name.', hint: 'Choose another column if it is not.' },
  'text-by-length': { severity: 'info', message: 'The column {column} is taken as the text: its values are the longest ({length} characters on average).', hint: 'Choose another column if it is not.' },
  'label-by-name': { severity: 'info', message: 'The column {column} is taken as the label because of its name.', hint: 'Choose another column if it is not.' },
  'label-by-values': { severity: 'info', message: 'The column {column} is taken as the label: it has few values ({distinct}) that repeat.', hint: 'Choose another column if it is not.' },
  'label-by-rest': { severity: 'info', message: 'The column {column} is taken as the label: it is the only one left.', hint: 'Choose another column if it is not.' },
  'encoding-guessed': { severity: 'info', message: 'The file does not say its encoding; it was read as {encoding}.', hint: 'If letters look wrong in the rows below, choose another encoding.' },
  'quotes-plain': { severity: 'info', message: 'Double quotes are read as plain characters: a quote in line {line} is never closed, or closes in the middle of a field.', hint: 'If fields are meant to be quoted, correct the quotes in the file.' },
  'rejected-few': { severity: 'info', message: '{rejected} of {rows} rows were left out. The first: {file}, line {line}: {reason}.', hint: 'Look at the list of rejected rows.' },
  'rejected-many': { severity: 'warning', message: '{percent} % of the rows ({rejected} of {rows}) were left out. The first: {file}, line {line}: {reason}.', hint: 'Check the delimiter, the encoding and the columns; what is left may not be what you meant.' },
  'duplicates': { severity: 'info', message: '{count} rows repeat an earlier row in all that is learned from.', hint: 'They count more than once, and copies in two splits make figures look better than they are.' },
  'label-conflicts': { severity: 'warning', message: '{count} texts stand with more than one label, such as: {example}', hint: 'No model can get both right. Correct the labels, or expect an accuracy below 100 %.' },
  'class-imbalance': { severity: 'warning', message: 'The class {label} has {percent} % of the rows.', hint: 'Read macro-F1 beside accuracy: always answering {label} is already right {percent} % of the time.' },
  'class-small': { severity: 'warning', message: '{count} classes have fewer than {limit} rows, such as {label}.', hint: 'Little can be learned about them. Add rows, or merge them into one class.' },
  'class-missing': { severity: 'warning', message: 'The class {label} has {count} rows and none of them in: {parts}.', hint: 'Add rows of this class, or merge it with another. Figures say nothing about it where it is missing.' },
  'duplicates-across': { severity: 'warning', message: '{count} texts stand, letter for letter, in more than one split.', hint: 'The model is tested on what it has seen. Remove the copies from the file if the figures must be exact.' },
  'truncated': { severity: 'info', message: '{percent} % of the sequences are longer than {maximum} steps and are cut.', hint: 'Raise preprocessing.maximumLength if what matters stands at the end.' },
  'out-of-vocabulary': { severity: 'warning', message: '{percent} % of the tokens in the validation split were never seen in training.', hint: 'Add rows, or use characters instead of words.' },
  'replacement-characters': { severity: 'warning', message: '{count} rows hold the character U+FFFD, the mark of text that was decoded wrongly before it was saved.', hint: 'Export the file again as UTF-8 from where it came from.' },
  'tags-converted': { severity: 'info', message: 'The tags are written in {scheme}; they were converted to BIO.', hint: 'Entities stay the same. BIOES can be chosen for training in the config.' },
  'time-gaps': { severity: 'warning', message: '{count} time steps are missing between {first} and {last} at a regular step of {step}.', hint: 'Nothing needs to be done: they are put in as missing values and filled as preprocessing.imputation says.' },
  'task-format': { severity: 'info', message: 'The format is for this: {reason} (columns {columns}).', hint: 'Choose another use if it is not.' },
  'task-classify': { severity: 'info', message: 'The column {text} holds texts, and {label} has {distinct} values that can be learned.', hint: 'Choose other columns, or another use, if they are not.' },
  'task-arrays': { severity: 'info', message: 'Each row of {input} is a sequence, and {label} is its class.', hint: 'Choose another column if it is not.' },
  'task-tagging': { severity: 'info', message: 'The column {tokens} holds lists of words, and {tags} a tag for each.', hint: 'Choose other columns if they are not.' },
  'task-tagging-steps': { severity: 'info', message: 'The column {tokens} holds sequences of time steps, and {tags} a tag for each step.', hint: 'Choose other columns if they are not.' },
  'task-forecasting': { severity: 'info', message: 'The rows follow each other in {time}, and there are numbers to forecast: {values}.', hint: 'Choose other columns if they are not.' },
  'task-forecasting-rows': { severity: 'info', message: 'Every column holds numbers, row after row: {values}. No column says when.', hint: 'Choose the column of time if there is one.' },
  'task-generation': { severity: 'info', message: 'The column {text} holds texts from which more can be written.', hint: 'Choose another column if it is not.' },
  'task-translation': { severity: 'info', message: 'Each row holds two texts, {source} and {target}.', hint: 'Turn them round, or choose other columns, if that is wrong.' },
  'task-transcription': { severity: 'info', message: 'The column {audio} holds recordings, and {transcript} what is said in them.', hint: 'Choose other columns if they are not.' },
  'label-numeric': { severity: 'info', message: 'The column {column} holds numbers that hardly repeat: a number is predicted, not a class.', hint: 'Choose a column with few values if classes are meant.' },
  'label-several': { severity: 'info', message: '{count} rows of {column} name several classes, joined by |.', hint: 'Choose several classes a row in the config; one class a row would treat each combination as a class of its own.' },
  'answer-conflicts': { severity: 'info', message: '{count} inputs stand with more than one answer, such as: {example}', hint: 'A model can give one of them only; figures count the other as wrong.' },
  'text-names-label': { severity: 'warning', message: 'In {percent} % of the rows the text of {text} holds the name of its class.', hint: 'Remove the name from the texts, or the model will only look for it.' },
  'column-gives-label': { severity: 'warning', message: 'The column {column} gives the label away: its values fit the classes in {percent} % of the rows.', hint: 'It is not learned from here. Leave it out of every model that is meant to work without it.' },
  'constant-column': { severity: 'info', message: 'The column {column} has the same value in every row.', hint: 'Leave it out: nothing can be learned from it.' },
  'missing-values': { severity: 'info', message: '{count} values of {column} are missing ({percent} %).', hint: 'They are filled as the preprocessing says.' },
  'decimal-comma': { severity: 'info', message: 'Decimals are written with a comma in: {columns}. So {example} is read as {value}.', hint: 'If they group thousands there, say so.' },
  'decimal-unclear': { severity: 'warning', message: 'Nothing says whether the comma of {columns} is decimal: {example} is read as {value}, not as {other}.', hint: 'Choose the decimal comma if that is wrong.' },
  'decimal-mixed': { severity: 'warning', message: 'Decimals are written in two ways in {columns}, such as {example} and {other}.', hint: 'Look at the cells; if one way is a slip, correct it in the file.' },
  'group-few': { severity: 'warning', message: 'The column {column} has {count} different values: too few to keep groups apart in three parts.', hint: 'Split another way, or choose another column for the groups.' },
  'time-irregular': { severity: 'info', message: '{count} steps between rows are no whole number of the usual one ({step}).', hint: 'Resample to a regular step before forecasting by steps.' },
  'time-order': { severity: 'info', message: '{count} rows are earlier than the row before them.', hint: 'They are put in order of time.' },
  'time-repeated': { severity: 'warning', message: '{count} rows have the same time as the row before them.', hint: 'If the rows belong to several series, choose the column that tells them apart.' },
  'series-short': { severity: 'warning', message: '{count} series have fewer than {limit} rows.', hint: 'They are too short for most windows. Leave them out or choose short windows.' },
  'corpus-small': { severity: 'warning', message: 'There are {count} characters in all.', hint: 'A model of so little text learns it by heart. Add more of the same kind.' },
  'same-both': { severity: 'warning', message: 'In {count} rows ({percent} %) {source} and {target} are the same text.', hint: 'Leave out rows that were never translated.' },
  'length-ratio': { severity: 'info', message: 'In {count} rows one text is more than {ratio} times longer beside the other than is usual here.', hint: 'Look at them: they are often paired wrongly.' },
  'transcript-dense': { severity: 'warning', message: '{count} transcripts have more than {limit} characters a second of recording.', hint: 'Nobody speaks so fast: they may belong to other recordings.' },
  'rates-differ': { severity: 'info', message: 'The recordings have different rates, from {lowest} to {highest} samples a second.', hint: 'They are brought to one rate by the preprocessing.' },
  'near-duplicates': { severity: 'info', message: '{count} texts are nearly the same as an earlier one, such as: {example}', hint: 'Look at them: copies with small changes count more than once.' },
  'near-duplicates-across': { severity: 'warning', message: '{count} texts outside training are nearly the same as one in training, such as: {example}', hint: 'Figures look better than they are. Keep what belongs together in one part by a group column.' },
  'groups-across': { severity: 'warning', message: '{count} values of {column} stand in more than one split, such as {example}.', hint: 'The model meets in the test whom it knows from training. Split by group.' },
  'time-broken': { severity: 'warning', message: 'The rows have times, and the split shuffles them: {percent} % of the test rows are earlier than the last training row.', hint: 'The model learns from the future. Split by time.' },
} as const satisfies Record<string, { severity: Finding['severity']; message: string; hint: string }>

export type FindingCode = keyof typeof findingTable

/** A finding from the table with its placeholders filled in. */
export function finding(code: FindingCode, details: Finding['details'], remedy: Remedy | null = null): Finding {
  const { severity, message, hint } = findingTable[code]
  return { code, severity, message: fillTemplate(message, details), hint: fillTemplate(hint, details), details, remedy }
}
