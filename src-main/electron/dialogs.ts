/** The system's dialogs; each answers with paths, none when it was cancelled. */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import type { Labels } from './labels.ts'

const dataExtensions = ['csv', 'tsv', 'txt', 'jsonl', 'ndjson', 'json']

type DialogKind = 'files' | 'folder' | 'saveDirectory'

const dialogs: Record<DialogKind, (labels: Labels) => OpenDialogOptions> = {
  files: (labels) => ({
    title: labels.chooseFiles,
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: labels.dataFiles, extensions: dataExtensions }, { name: labels.allFiles, extensions: ['*'] }],
  }),
  folder: (labels) => ({ title: labels.chooseFolder, properties: ['openDirectory'] }),
  saveDirectory: (labels) => ({ title: labels.chooseExportFolder, properties: ['openDirectory', 'createDirectory'], buttonLabel: labels.choose }),
}

export async function askForPaths(window: BrowserWindow, kind: DialogKind, labels: Labels): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, dialogs[kind](labels))
  return canceled ? [] : filePaths
}
