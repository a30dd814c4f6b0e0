/**
 * Monaco with its JSON parts alone: the editor and its features, the JSON language (no other) and two workers, which the
 * build emits as files of this origin (the security policy allows no others).
 */
import * as monaco from 'monaco-editor/editor/editor.api'
// The JSON mode loads this list of editor features after the first editor has been made, and Monaco takes the services they
// need only up to then: a second editor would find features without services. So it is loaded before.
import 'monaco-editor/internal/common/workers'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/language/json/json.worker?worker'
import type { JsonSchemaOfEditor } from './types.ts'

self.MonacoEnvironment = { getWorker: (_id: string, label: string) => (label === 'json' ? new JsonWorker() : new EditorWorker()) }

/** Completion and hover come from the schema; of mistakes Monaco marks those of JSON itself, the rest are given by the owner of the text. */
export function setSchema(schema: JsonSchemaOfEditor, uri: string): void {
  const { $schema: _dialect, ...plain } = schema
  jsonDefaults.setDiagnosticsOptions({ validate: true, schemaValidation: 'ignore', allowComments: false, enableSchemaRequest: false, schemas: [{ uri: 'seqbench://schema/config', fileMatch: [uri], schema: plain }] })
}

const themeNames = { light: 'seqbench-light', dark: 'seqbench-dark' } as const

/** Takes the colours of tokens.css as they are on the page now; called again when the theme changes. */
export function setTheme(theme: 'light' | 'dark'): void {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string): string => style.getPropertyValue(name).trim()
  const bare = (name: string): string => color(name).replace('#', '')
  monaco.editor.defineTheme(themeNames[theme], {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'string.key.json', foreground: bare('--accent-text') },
      { token: 'string.value.json', foreground: bare('--success') },
      { token: 'number.json', foreground: bare('--warning') },
      { token: 'keyword.json', foreground: bare('--gate-output') },
    ],
    colors: {
      'editor.background': color('--surface'),
      'editor.foreground': color('--text'),
      'editorLineNumber.foreground': color('--text-faint'),
      'editorLineNumber.activeForeground': color('--text'),
      'editor.selectionBackground': color('--surface-selected'),
      'editor.lineHighlightBackground': color('--surface-sunken'),
      'editor.lineHighlightBorder': color('--surface-sunken'),
      'editorWidget.background': color('--surface-raised'),
      'editorWidget.border': color('--border-strong'),
      'editorHoverWidget.background': color('--surface-raised'),
      'editorHoverWidget.border': color('--border-strong'),
      'editorSuggestWidget.background': color('--surface-raised'),
      'editorSuggestWidget.border': color('--border-strong'),
      'editorSuggestWidget.selectedBackground': color('--surface-selected'),
      'editorSuggestWidget.selectedForeground': color('--text'),
      'editorSuggestWidget.highlightForeground': color('--accent-text'),
      'editorSuggestWidget.focusHighlightForeground': color('--accent-text'),
      'scrollbarSlider.background': `${color('--border-control')}55`,
      'scrollbarSlider.hoverBackground': `${color('--border-control')}88`,
      'scrollbarSlider.activeBackground': `${color('--border-control')}aa`,
      'focusBorder': color('--focus'),
    },
  })
  monaco.editor.setTheme(themeNames[theme])
}

/** What every editor of the app looks like. */
export const sharedOptions = () => ({
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 12,
  lineHeight: 20,
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
  tabSize: 2,
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line' as const,
  overviewRulerBorder: false,
  fixedOverflowWidgets: true,
  padding: { top: 8, bottom: 8 },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
})

export { monaco }
