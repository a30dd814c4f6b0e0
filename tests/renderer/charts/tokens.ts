/** The chart theme that tokens.css makes, read as the page would: the theme's own block over :root. */
import { readFileSync } from 'node:fs'
import { chartTheme, type ChartTheme } from '../../../src-renderer/charts/theme.ts'

const source = readFileSync(new URL('../../../src-renderer/ui/tokens.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')

function properties(theme: 'light' | 'dark'): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, selectors, body] of source.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const applies = selectors.split(',').map((selector) => selector.trim()).some((selector) => selector === ':root' || selector === `:root[data-theme='${theme}']`)
    if (!applies) continue
    for (const [, name, value] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) found.set(name, value.trim())
  }
  return found
}

export function themeOf(theme: 'light' | 'dark'): ChartTheme {
  const found = properties(theme)
  return chartTheme((property) => {
    const value = found.get(property)
    if (value === undefined) throw new Error(`tokens.css has no ${property} (${theme})`)
    return value
  })
}
