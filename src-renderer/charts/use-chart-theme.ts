/** The chart theme of the page: read once, and again whenever the theme of the page or of the system changes. */
import { shallowRef, type ShallowRef } from 'vue'
import { chartTheme, type ChartTheme } from './theme.ts'

let shared: ShallowRef<ChartTheme> | undefined

function readFromPage(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  return chartTheme((property) => style.getPropertyValue(property).trim())
}

/** One watcher for all charts of the window; it lives as long as the page. */
export function useChartTheme(): Readonly<ShallowRef<ChartTheme>> {
  if (shared) return shared
  const theme = shallowRef(readFromPage())
  const reread = (): void => void (theme.value = readFromPage())
  new MutationObserver(reread).observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', reread)
  shared = theme
  return theme
}
