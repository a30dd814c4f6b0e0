/**
 * The one table of errors. A row: code -> what happened and what to do, both templates with {placeholders}.
 * An error crosses every boundary as `{code, message, hint, details}`; the window translates by code and details,
 * the command line prints message and hint. Adding an error is adding a row here and its Chinese twin in locales/zh.
 */
import { z } from 'zod'

export const errorTable = {
  // Something of ours broke: the only row a user should never see.
  'internal': { message: 'Something unexpected went wrong: {reason}', hint: 'Please try again. If it happens again, report it with the log file of this workspace.' },
  'cancelled': { message: 'Cancelled: {what}.', hint: 'Nothing was changed.' },
  'contract.invalid': { message: 'The call {name} was refused: {reason}', hint: 'Restart Seqbench; if it happens again, report it.' },
  'contract.unknown': { message: 'There is no call named {name}.', hint: 'Restart Seqbench; window and backend may be of different versions.' },
  'contract.answer': { message: 'The backend answered {name} in a form that this window does not know.', hint: 'Restart Seqbench; the window may be older than its backend.' },
  'contract.closed': { message: 'The connection to the backend is closed.', hint: 'Restart Seqbench. Your runs and datasets are safe on disk.' },
  'backend.ended': { message: 'The backend ended unexpectedly ({reason}).', hint: 'Seqbench starts it again. Your runs and datasets are safe on disk.' },

  'file.unknown-token': { message: 'This file was not chosen in a dialog or dropped on the window.', hint: 'Choose the file again.' },
  'file.unreadable': { message: 'Cannot read {path}: {reason}.', hint: 'Check that the file exists and that you may read it.' },
  'file.unwritable': { message: 'Cannot write to {path}: {reason}.', hint: 'Choose another folder, or change the permissions of this one.' },
  'disk.full': { message: 'There is no space left on the disk that holds {path}.', hint: 'Free some space, or move the workspace to another disk. Nothing was changed.' },

  'workspace.locked': { message: 'The workspace {path} is in use by another Seqbench (process {pid}).', hint: 'Close the other one, or choose another workspace with --workspace.' },
  'workspace.newer': { message: 'The workspace {path} was written by a newer Seqbench (schema {found}, this one knows {known}).', hint: 'Update Seqbench, or open another workspace.' },
  'workspace.corrupt': { message: 'The database of the workspace {path} cannot be read: {reason}.', hint: 'Restore the newest file from its backups folder.' },

  'import.no-files': { message: 'No file was given to import.', hint: 'Choose at least one file or folder.' },
  'import.empty': { message: '{file} is empty.', hint: 'Choose a file that has rows.' },
  'import.header-only': { message: '{file} has a header but no rows.', hint: 'Choose a file with at least one row below the header, or say that the first line is data.' },
  'import.binary': { message: '{file} is not a text file: it looks like {kind}.', hint: 'Export it as CSV, TSV or JSON Lines and import that.' },
  'import.format-unknown': { message: 'No importer knows the format of {file}.', hint: 'Seqbench reads {formats}.' },
  'import.encoding': { message: '{file} is not valid {encoding}: the first bad byte is in line {line}, at byte {offset}.', hint: 'Choose another encoding; {suggestion} fits this file best.' },
  'import.encoding-unknown': { message: 'There is no encoding named {encoding}.', hint: 'Use a name such as utf-8, windows-1252, gbk or utf-16le.' },
  'import.delimiter': { message: 'The delimiter {delimiter} is not one character.', hint: 'Use one character, such as a comma, a semicolon or \\t for a tab.' },
  'import.line-too-long': { message: '{file}, line {line}: one line is longer than {limit}.', hint: 'Check the line ends of the file, or whether this is a text file at all.' },
  'import.json': { message: '{file}, line {line}: not a JSON object ({reason}).', hint: 'Each line must hold one JSON object, such as {"text": "...", "label": "..."}.' },
  'import.json-file': { message: '{file}, line {line}: not valid JSON ({reason}).', hint: 'Check this place, or export the file again: it may have been cut off.' },
  'import.json-depth': { message: '{file}, line {line}: lists and objects lie more than {limit} deep in each other.', hint: 'No table looks like this. Export the data as a list of objects.' },
  'import.damaged': { message: '{file} is no {kind} that can be read: {reason}.', hint: 'It may have been cut off or changed. Copy, download or export it again.' },
  'import.table-missing': { message: '{file} has no table named {table}.', hint: 'Its tables are: {tables}.' },
  'import.no-tables': { message: '{file} holds no table.', hint: 'Choose a file with at least one table that has rows.' },
  'import.password': { message: '{file} is protected by a password.', hint: 'Open it where it came from, save it without a password, and import that.' },
  'import.archive': { message: '{file} cannot be unpacked: {reason}.', hint: 'It may have been cut off. Copy or download it again, or unpack it yourself and import what is inside.' },
  'import.archive-size': { message: '{file} would unpack to more than {limit}.', hint: 'If you trust it, unpack it yourself and import what is inside.' },
  'import.archive-path': { message: '{file} holds {inner}, which would be written outside of its folder.', hint: 'Such an archive is not to be trusted. Unpack it yourself if you must, and look at what is inside.' },
  'import.archive-inner': { message: '{file} holds another archive, {inner}.', hint: 'Unpack the outer one yourself and import what is inside.' },
  'import.zstandard': { message: '{file} is compressed with Zstandard, which this runtime (Node {runtime}) cannot unpack.', hint: 'Unpack it first (zstd -d), or write it anew without compression; everything else can be imported.' },
  'import.column-missing': { message: 'There is no column named {column} in {file}.', hint: 'Its columns are: {columns}.' },
  'import.columns-differ': { message: '{file} has other columns than {first}.', hint: 'Files imported together must have the same columns. Import them one by one.' },
  'import.same-column': { message: 'The column {column} has two roles.', hint: 'Choose two different columns.' },
  'import.no-label': { message: 'Which column holds the label cannot be told from {file}.', hint: 'Choose the label column (--label). Its columns are: {columns}.' },
  'import.no-text': { message: 'Which column holds the text cannot be told from {file}.', hint: 'Choose the text column (--text). Its columns are: {columns}.' },
  'import.no-task': { message: 'What could be learned from {file} cannot be told from its columns.', hint: 'Say what it is for (--task) and which column is what. Its columns are: {columns}.' },
  'import.role-missing': { message: 'For {task} a column with the role {role} is needed; none can be told from {file}.', hint: 'Choose it (--{role}). Its columns are: {columns}.' },
  'import.time-unknown': { message: 'How the column {columns} writes time cannot be told; it holds, for example: {example}', hint: 'Write dates like 2026-01-31 14:00, or leave the column out: rows are then taken in their order.' },
  'import.value-empty': { message: 'The column {column} holds no number at all.', hint: 'Leave it out of the values.' },
  'import.one-class': { message: 'Every row has the same label, {label}, in column {column}.', hint: 'A classifier needs at least two classes. Choose another label column or add rows of another class.' },
  'import.one-tag': { message: 'Every step of every row has the same tag, {label}, in column {column}.', hint: 'Tags are learned from examples of each. Choose another column, or add rows in which something is tagged.' },
  'import.label-unique': { message: 'The label column {column} has {distinct} different values in {rows} rows: it looks like an identifier or a free text.', hint: 'Choose a column with few values that repeat.' },
  'import.nothing-left': { message: '{file}: all {rows} rows were rejected. The first: line {line}, {reason}.', hint: 'Check the delimiter, the encoding and the columns in the preview.' },
  'import.folder-empty': { message: 'The folder {file} has no text files in class folders.', hint: 'Expected one folder per class with one text file per example: {file}/positive/1.txt.' },
  'import.changed': { message: '{file} changed while it was being read.', hint: 'Wait until nothing writes to it, then import it again.' },
  'vectors.size': { message: 'The vectors have {size} numbers a word, and the embedding of the model has {embedding}.', hint: 'Set model.embedding to {size}, or choose another file of vectors.' },
  'vectors.invalid': { message: '{file}, line {line}: not a file of word vectors: {reason}.', hint: 'Choose a .vec file of fastText or word2vec, or a .txt file of GloVe; each line holds a word and its numbers. Binary .bin files are not read.' },
  'import.layout': { message: '{file}, line {line}: {reason}.', hint: 'Correct this line, or export the file again from where it came from.' },
  'import.aligned': { message: '{file} has {found} lines and {first} has {expected}: they are not aligned.', hint: 'Line n of one file must be the translation of line n of the other. Export both again without leaving out empty lines.' },
  'import.objects': { message: '{file} holds Python objects, not numbers: opening it would run code that is stored in it.', hint: 'Save it as an array of numbers: numpy.save(path, array.astype("float32"), allow_pickle=False).' },
  'import.array': { message: '{file} cannot be read as a NumPy array: {reason}.', hint: 'Save it again with numpy.save or numpy.savez; numbers of 8 to 64 bits are read.' },
  'import.too-large': { message: '{file} would take {found}, more than {limit}.', hint: 'Cut it into smaller pieces, or check that the file is not damaged.' },
  'import.media-empty': { message: '{file} has no {kind}.', hint: 'Expected {expected}.' },
  'import.sidecar': { message: '{table} has no column that names the files and one that says what they are.', hint: 'Its columns are: {columns}. Call them file and label, or file and transcript.' },

  'dataset.missing': { message: 'There is no dataset {id}.', hint: 'See the list of datasets; it may have been removed.' },
  'dataset.no-row': { message: 'There is no row {row}: the dataset has {rows}.', hint: 'Choose a row between 1 and {rows}.' },
  'dataset.in-use': { message: 'The dataset {name} is used by {runs} runs.', hint: 'Remove those runs first.' },
  'dataset.damaged': { message: 'The stored rows of dataset {name} do not match their hash.', hint: 'Import the file again.' },
  'sample.missing': { message: 'There is no sample named {name}.', hint: 'The samples are: {names}.' },
  'split.too-small': { message: 'The {part} split would have no rows.', hint: 'Give it a larger share, or use a larger dataset.' },
  'split.class-missing': { message: 'The class {label} has {count} rows: too few to appear in training, validation and test.', hint: 'Add rows of this class, or merge it with another.' },
  'split.role-missing': { message: 'The split {kind} needs a column with the role {role}; this dataset has none.', hint: 'Choose another way to split, or import the files again and give a column this role.' },
  'split.part-unknown': { message: 'Row {row} says {value} where train, validation or test was expected.', hint: 'Choose another column for the split, or another way to split.' },

  'config.invalid': { message: 'The config is not valid: {path}: {reason}', hint: 'Correct this field; the editor marks it.' },
  'config.json': { message: 'The config {file} is not valid JSON: {reason}', hint: 'Check commas, quotes and brackets near line {line}.' },
  'config.path': { message: 'There is no field {path} in the config.', hint: 'The fields here are: {fields}.' },
  'preset.missing': { message: 'There is no preset named {name}.', hint: 'The presets are: {names}.' },

  'engine.missing': { message: 'The engine {engine} is not available: {reason}', hint: 'Choose one of: {available}.' },
  'engine.ended': { message: 'The process that computes ended unexpectedly ({reason}).', hint: 'Try again: it is started anew. If memory ran out, close other programs first.' },
  'engine.shape': { message: '{operation}: {reason}', hint: 'This is a mistake in the model, not in your data. Please report it.' },

  'run.missing': { message: 'There is no run {id}.', hint: 'See the list of runs; it may have been removed.' },
  'run.not-active': { message: 'The run {name} is not running (it is {status}).', hint: 'Only a running or paused run can be paused, continued or stopped.' },
  'run.active': { message: 'The run {name} is still {status}.', hint: 'Stop it first.' },
  'run.no-checkpoint': { message: 'The run {name} has no checkpoint yet.', hint: 'Wait for the first epoch, or train it again.' },
  'run.finished': { message: 'The run {name} is done: there is nothing left to resume.', hint: 'Start a new run with more epochs.' },
  'run.crashed': { message: 'The training process ended unexpectedly ({reason}).', hint: 'Resume it from its last checkpoint. If it was out of memory, use a smaller batch or model.' },
  'run.nan': { message: 'The {what} became {value} at step {step} (first in {where}).', hint: 'The last good checkpoint is kept. Use a smaller learning rate, or clip gradients by norm.' },
  'checkpoint.damaged': { message: 'The checkpoint {file} cannot be read: {reason}.', hint: 'Use another checkpoint of this run, or train it again.' },

  'evaluate.tags-count': { message: 'Row {row} has {tags} tags for {steps} words or steps.', hint: 'Every word, or every step of a series or clip, needs exactly one tag. Correct or remove this row.' },
  'evaluate.label-unknown': { message: 'Row {row} has the label {label}, which this model does not know.', hint: 'It knows: {labels}. Choose the label column (--label), or remove such rows.' },

  'predict.empty': { message: 'There is nothing to answer: the input is empty.', hint: 'Give at least one word, row or recording.' },
  'predict.input': { message: 'The model reads {expected}, and the input has none.', hint: 'Give what the model was trained on: a text, a series, a recording or a clip.' },
  'forecast.short': { message: 'The series has {steps} steps, and the model reads {needed} before it forecasts.', hint: 'Give a longer piece of the series: its last {needed} steps at least.' },
  'forecast.ahead-steps': { message: 'What is known beforehand is told of {steps} steps, and the forecast has {horizon}.', hint: 'Tell it of {horizon} steps at most.' },
  'forecast.ahead-columns': { message: 'Step {step} tells {given} values that are known beforehand, and the model reads {needed}.', hint: 'Tell each step a value, or null, for each of: {columns}.' },
  'forecast.ahead-number': { message: '{column}, step {step}: "{value}" is no number.', hint: 'Write a number such as 12.5, or leave it empty for what is assumed.' },
  'forecast.ahead-category': { message: '{column}, step {step}: "{value}" was not in the training rows.', hint: 'Choose one of: {values}.' },
  'forecast.no-window': { message: 'No window fits into the {part} part: it has {steps} steps, a forecast takes {horizon} after {input} that are read, and the longest series has {longest}.', hint: 'Use a smaller preprocessing.input or task.horizon, or give this part a larger share.' },
  'predict.series': { message: 'There is no series number {index}: the data has {count}.', hint: 'Choose a number from 1 to {count}.' },
  'predict.ahead': { message: 'A model of {task} reads nothing that is known of steps to come.', hint: 'Leave it out, or ask a forecaster that was trained with columns of the role known.' },
  'predict.write': { message: 'A model of {task} does not write.', hint: 'Ask for a prediction instead.' },
  'transcription.no-text': { message: 'None of the {count} training transcripts has a letter or a digit.', hint: 'Choose the column of what is said; keep punctuation (task.punctuation) if the signs are meant.' },
  'transcription.none-fits': { message: 'None of the {count} training recordings is long enough for its transcript at {stack} time steps a symbol.', hint: 'Use a smaller task.stack or preprocessing.hopMilliseconds, or check that transcripts and recordings belong together.' },
  'export.format-unknown': { message: 'There is no export format named {format}.', hint: 'The formats are: {formats}.' },
  'export.different': { message: 'The {format} export differs from the model by {difference}, more than {limit}: it was not kept.', hint: 'Please report this with the config of the run.' },
  'export.task': { message: 'The export {path} is of {task}, and only exports of classifiers are asked here.', hint: 'Predict with the run itself, or run example_onnx.py beside the export.' },
  'export.unsupported': { message: 'This model cannot be exported to {format}: {reason}.', hint: 'Choose another format.' },

  'display.missing': { message: 'No window can be opened: {reason}.', hint: 'Use the command line instead: npm run -s seqbench -- --help' },
  'usage': { message: '{reason}', hint: 'See --help.' },
} as const satisfies Record<string, { message: string; hint: string }>

export type ErrorCode = keyof typeof errorTable

/** The names in {braces} of a template. */
type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}"${string}` ? never : Name) | Placeholders<Rest>
  : never

export type ErrorDetails<Code extends ErrorCode> = Record<
  Placeholders<(typeof errorTable)[Code]['message']> | Placeholders<(typeof errorTable)[Code]['hint']>,
  string | number
>

/** What the {placeholders} of a text are filled with: another language fills its own text with the same. */
export const textDetailsSchema = z.record(z.string(), z.union([z.string(), z.number()]))
export type TextDetails = z.infer<typeof textDetailsSchema>

export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  details: textDetailsSchema,
})
/** How an error looks on the wire, in the database and in `--json` output. */
export type WireError = z.infer<typeof wireErrorSchema>

/** Fills {placeholders} of a template; a name that is not in `details` stays as it is. */
export function fillTemplate(template: string, details: TextDetails): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole))
}

/** An error from the table. Throw it with `fail`; turn it into its wire form with `toWireError`. */
export class SeqbenchError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly details: TextDetails

  constructor(code: ErrorCode, details: TextDetails, cause?: unknown) {
    super(fillTemplate(errorTable[code].message, details), { cause })
    this.name = 'SeqbenchError'
    this.code = code
    this.hint = fillTemplate(errorTable[code].hint, details)
    this.details = details
  }
}

/** Throws the error `code`; the compiler checks that every placeholder of its templates is given. */
export function fail<Code extends ErrorCode>(code: Code, details: ErrorDetails<Code>, cause?: unknown): never {
  throw new SeqbenchError(code, details, cause)
}

/** Any thrown value as it crosses a boundary: a stack never does. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof SeqbenchError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint, details: thrown.details }
  }
  if (isNodeError(thrown) && (thrown.code === 'ENOSPC' || thrown.code === 'SQLITE_FULL')) return toWireError(new SeqbenchError('disk.full', { path: thrown.path ?? 'the workspace' }))
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return toWireError(new SeqbenchError('cancelled', { what: 'by you' }))
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return toWireError(new SeqbenchError('internal', { reason }))
}

/** The error a wire form stands for, to be thrown again on the receiving side. */
export function fromWireError(wire: WireError): SeqbenchError {
  const code = (wire.code in errorTable ? wire.code : 'internal') as ErrorCode
  return new SeqbenchError(code, code === 'internal' ? { reason: wire.details.reason ?? wire.message } : wire.details)
}

function isNodeError(thrown: unknown): thrown is { code: string; path?: string } {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
}
