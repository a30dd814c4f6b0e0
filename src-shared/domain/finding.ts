/**
 * The one table of findings about data: things worth saying that stop nothing. A row: code -> how serious, what was seen
 * and what to do, templates with {placeholders}. The window translates by code and details (locales `findings.*`).
 */
import { fillTemplate } from '../contract/errors.ts'
import type { Finding } from './dataset.ts'

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
  'duplicates': { severity: 'info', message: '{count} rows repeat an earlier row with the same text and label.', hint: 'They count more than once, and copies in two splits make figures look better than they are.' },
  'label-conflicts': { severity: 'warning', message: '{count} texts stand with more than one label, such as: {example}', hint: 'No model can get both right. Correct the labels, or expect an accuracy below 100 %.' },
  'class-imbalance': { severity: 'warning', message: 'The class {label} has {percent} % of the rows.', hint: 'Read macro-F1 beside accuracy: always answering {label} is already right {percent} % of the time.' },
  'class-small': { severity: 'warning', message: '{count} classes have fewer than {limit} rows, such as {label}.', hint: 'Little can be learned about them. Add rows, or merge them into one class.' },
  'class-missing': { severity: 'warning', message: 'The class {label} has {count} rows and none of them in: {parts}.', hint: 'Add rows of this class, or merge it with another. Figures say nothing about it where it is missing.' },
  'duplicates-across': { severity: 'warning', message: '{count} texts stand, letter for letter, in more than one split.', hint: 'The model is tested on what it has seen. Remove the copies from the file if the figures must be exact.' },
  'truncated': { severity: 'info', message: '{percent} % of the sequences are longer than {maximum} steps and are cut.', hint: 'Raise preprocessing.maximumLength if what matters stands at the end.' },
  'out-of-vocabulary': { severity: 'warning', message: '{percent} % of the tokens in the validation split were never seen in training.', hint: 'Add rows, or use characters instead of words.' },
  'replacement-characters': { severity: 'warning', message: '{count} rows hold the character U+FFFD, the mark of text that was decoded wrongly before it was saved.', hint: 'Export the file again as UTF-8 from where it came from.' },
  'tags-converted': { severity: 'info', message: 'The tags are written in {scheme}; they were converted to BIO.', hint: 'Entities stay the same. BIOES can be chosen for training in the config.' },
  'time-gaps': { severity: 'warning', message: '{count} time steps are missing between {first} and {last} at a regular step of {step}.', hint: 'Resample to a regular step; the gaps are then filled as the preprocessing says.' },
} as const satisfies Record<string, { severity: Finding['severity']; message: string; hint: string }>

export type FindingCode = keyof typeof findingTable

/** A finding from the table with its placeholders filled in. */
export function finding(code: FindingCode, details: Finding['details']): Finding {
  const { severity, message, hint } = findingTable[code]
  return { code, severity, message: fillTemplate(message, details), hint: fillTemplate(hint, details), details }
}
