/**
 * The config being written. Its text is the one source of truth: the editor edits it as text, the form by path
 * (jsonc-parser changes just that place), and everything else is derived from it.
 */
import { applyEdits, modify, parseTree, findNodeAtLocation, type Node } from 'jsonc-parser'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { parseConfig, type Config, type ConfigIssue, type Preset } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { inputRoles } from '../../src-shared/domain/preprocessing.ts'
import type { OutputOf } from '../../src-shared/contract/shape.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { api } from '../api/client.ts'
import type { DatasetChoice } from './datasets.ts'

export type Preflight = OutputOf<AppApi['configs.preflight']>
/** Where in the text an issue stands. */
export interface PlacedIssue extends ConfigIssue {
  offset: number
  length: number
}

const formatting = { insertSpaces: true, tabSize: 2, eol: '\n' }
export const formatConfig = (config: unknown): string => `${JSON.stringify(config, null, 2)}\n`
/** A copy that no later choice changes. */
const toPlain = (choice: DatasetChoice): DatasetChoice => JSON.parse(JSON.stringify(choice)) as DatasetChoice
/** The kind of preprocessing that a document names. */
const kindOf = (document: unknown): unknown => (document as { preprocessing?: { kind?: unknown } } | null)?.preprocessing?.kind
/** `model.recurrent.cell` as jsonc-parser wants it. */
const segments = (path: string): string[] => (path === '' ? [] : path.split('.'))

export const useConfigsStore = defineStore('configs', () => {
  const presets = shallowRef<Preset[]>([])
  const presetsByTask = new Map<string, Preset[]>()
  const text = ref('')
  /** The preset that the text started from; null when it came from a run. */
  const preset = ref<string | null>(null)
  /** Drafts left behind for other datasets, so that nothing typed is lost. */
  const drafts = new Map<string, { text: string; preset: string | null }>()
  /** What each draft took over from Data. */
  const adopted = new Map<string, DatasetChoice>()

  const parsed = computed<{ document: unknown; error: string | null }>(() => {
    try {
      return { document: JSON.parse(text.value) as unknown, error: null }
    } catch (thrown) {
      return { document: null, error: thrown instanceof Error ? thrown.message : String(thrown) }
    }
  })
  /** Configs on their way from the backend: what is typed meanwhile would be written over. */
  const opening = ref(0)
  /** What the form shows: the last text that was JSON. */
  const document = shallowRef<unknown>(null)
  watch(
    parsed,
    (now) => {
      if (now.error === null) document.value = now.document
    },
    { immediate: true, flush: 'sync' },
  )
  const result = computed(() => (parsed.value.error === null ? parseConfig(parsed.value.document) : { config: null, issues: [] as ConfigIssue[] }))
  const config = computed<Config | null>(() => result.value.config)
  const issues = computed<PlacedIssue[]>(() => {
    if (result.value.issues.length === 0) return []
    const tree = parseTree(text.value)
    return result.value.issues.map((issue) => ({ ...issue, ...placeOf(tree, issue.path) }))
  })

  /** The key of the field, or of the nearest parent that stands in the text. */
  function placeOf(tree: Node | undefined, path: string): { offset: number; length: number } {
    for (let parts = segments(path); tree && parts.length > 0; parts = parts.slice(0, -1)) {
      const node = findNodeAtLocation(tree, parts)
      const marked = node?.parent?.type === 'property' ? node.parent.children?.[0] : node
      if (marked) return { offset: marked.offset, length: marked.length }
    }
    return { offset: 0, length: 1 }
  }

  /** The presets of the dataset's task that read what the dataset has. */
  async function loadPresets({ task, roles }: Pick<Dataset, 'task' | 'roles'>): Promise<void> {
    const found = presetsByTask.get(task) ?? await api.call('configs.presets', { task })
    presetsByTask.set(task, found)
    presets.value = found.filter(({ config: { preprocessing } }) => roles[inputRoles[preprocessing.kind]] !== undefined)
  }

  const datasetId = computed(() => {
    const value = document.value
    return typeof value === 'object' && value !== null && 'dataset' in value && typeof value.dataset === 'string' ? value.dataset : null
  })

  function keepDraft(): void {
    if (datasetId.value) drafts.set(datasetId.value, { text: text.value, preset: preset.value })
  }

  /** Opens the draft for a dataset; makes one from the preset that suits it (or the one named) where there is none. */
  async function open(dataset: Dataset, choice: DatasetChoice, presetName?: string): Promise<void> {
    if (presetName === undefined && datasetId.value === dataset.id) return adopt(dataset.id, choice)
    keepDraft()
    const draft = presetName === undefined ? drafts.get(dataset.id) : undefined
    if (draft) {
      text.value = draft.text
      preset.value = draft.preset
      adopt(dataset.id, choice)
      return
    }
    opening.value += 1
    const created = await api.call('configs.create', { datasetId: dataset.id, ...(presetName === undefined ? {} : { preset: presetName }) }).finally(() => (opening.value -= 1))
    preset.value = presetName ?? presets.value.find(({ title }) => created.name.endsWith(title))?.name ?? null
    text.value = formatConfig({ ...created, split: choice.split, preprocessing: created.preprocessing.kind === choice.preprocessing.kind ? { ...created.preprocessing, ...choice.own } : created.preprocessing })
    adopted.set(dataset.id, toPlain(choice))
  }

  /** Takes over what was changed in Data since the draft last did; what was typed in the draft stays. */
  function adopt(id: string, choice: DatasetChoice): void {
    const before = adopted.get(id)
    adopted.set(id, toPlain(choice))
    if (!before) return
    const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)
    if (differs(before.split, choice.split)) edit('split', choice.split)
    const earlier: Record<string, unknown> = before.preprocessing
    if (kindOf(document.value) !== choice.preprocessing.kind) return
    for (const [name, value] of Object.entries(choice.preprocessing)) if (differs(earlier[name], value)) edit(`preprocessing.${name}`, value)
  }

  /** Opens the config of a run, to change and start it anew. */
  function openFrom(source: Config): void {
    keepDraft()
    preset.value = null
    text.value = formatConfig(source)
  }

  /** Sets one field by its path; `undefined` takes it out. The rest of the text stays as it was typed. */
  function edit(path: string, value: unknown): void {
    if (parsed.value.error !== null) return
    text.value = applyEdits(text.value, modify(text.value, segments(path), value, { formattingOptions: formatting }))
  }

  const preflight = (valid: Config): Promise<Preflight> => api.call('configs.preflight', { config: valid })
  /** What only the backend can tell, such as a dataset that is gone. */
  const validate = async (value: unknown): Promise<ConfigIssue[]> => (await api.call('configs.validate', { document: value })).issues

  return { presets, text, preset, opening: computed(() => opening.value > 0), parsed, document, config, issues, datasetId, loadPresets, open, openFrom, edit, preflight, validate }
})
