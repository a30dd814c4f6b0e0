/**
 * What a column of a dataset is for. A task asks for roles, an importer and the sniffer suggest them, a person may change
 * them: the one table that the Import view, the command line and the preparers read.
 */
import { z } from 'zod'

/** What is learned. The first that fits the data is suggested first. */
export const taskKinds = ['classification', 'tagging', 'forecasting', 'generation', 'translation', 'transcription'] as const
export type TaskKind = (typeof taskKinds)[number]

export const roleNames = [
  /** A sequence of words or characters. */ 'text',
  /** A class, a number to predict, or several classes joined by |. */ 'label',
  /** A list of words. */ 'tokens',
  /** A list of tags, one a token or a frame. */ 'tags',
  /** What is translated from, and into. */ 'source', 'target',
  /** A labelled series: [T, C] numbers in one cell. */ 'series',
  /** A recording in one cell, and what is said in it. */ 'audio', 'transcript',
  /** A clip in one cell. */ 'frames',
  /** When a row of a long series was measured: one column, or several that are a date together. */ 'time',
  /** Columns to forecast; columns known beforehand; columns known up to now; which series a row belongs to. */
  'values', 'known', 'past', 'item',
  /** Speaker, subject or document: rows that must stay in one part of a split. */ 'group',
  /** train, validation or test, where the data says so itself. */ 'split',
] as const
export type Role = (typeof roleNames)[number]

/** Columns of each role, in order. */
export const rolesSchema = z.partialRecord(z.enum(roleNames), z.array(z.string()).min(1))
export type Roles = z.infer<typeof rolesSchema>
/** What a person chose: an empty list says that no column has this role, whatever would be suggested. */
export const chosenRolesSchema = z.partialRecord(z.enum(roleNames), z.array(z.string()))
export type ChosenRoles = z.infer<typeof chosenRolesSchema>

const hasColumns = ([, columns]: [string, readonly string[]]): boolean => columns.length > 0
/** The roles that have columns. */
export const filledRoles = (chosen: ChosenRoles): Roles => Object.fromEntries(Object.entries(chosen).filter(hasColumns))
/** The roles that are to have none. */
export const clearedRoles = (chosen: ChosenRoles): Role[] => Object.entries(chosen).filter((entry) => !hasColumns(entry)).map(([role]) => role as Role)

/** What a task needs: one of `inputs`, all of `needed`; it makes use of `optional`. */
export interface TaskRoles {
  inputs: readonly Role[]
  needed: readonly Role[]
  optional: readonly Role[]
}

export const taskRoles: Record<TaskKind, TaskRoles> = {
  classification: { inputs: ['text', 'series', 'audio', 'frames'], needed: ['label'], optional: ['group', 'split', 'time'] },
  tagging: { inputs: ['tokens', 'frames', 'series'], needed: ['tags'], optional: ['group', 'split', 'time'] },
  forecasting: { inputs: ['values'], needed: [], optional: ['time', 'item', 'known', 'past'] },
  generation: { inputs: ['text'], needed: [], optional: ['label', 'group', 'split', 'time'] },
  translation: { inputs: ['source'], needed: ['target'], optional: ['group', 'split'] },
  transcription: { inputs: ['audio'], needed: ['transcript'], optional: ['group', 'split'] },
}
