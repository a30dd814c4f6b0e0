/** What a hover says, as data, and the element that shows it (built as nodes: the page's CSP refuses inline styles in HTML). */

export interface Hover {
  title: string
  rows: { color?: string; name: string; value: string }[]
}

/** One series' part of what ECharts hands to a formatter. */
export interface HoverItem {
  seriesId?: string
  seriesIndex: number
  dataIndex: number
  value: unknown
}

export function hoverElement({ title, rows }: Hover): HTMLElement {
  const root = document.createElement('div')
  root.className = 'chart-hover'
  const heading = root.appendChild(document.createElement('div'))
  heading.className = 'chart-hover-title'
  heading.textContent = title
  for (const { color, name, value } of rows) {
    const row = root.appendChild(document.createElement('div'))
    row.className = 'chart-hover-row'
    if (color) row.appendChild(document.createElement('i')).style.background = color
    row.appendChild(document.createElement('span')).textContent = name
    row.appendChild(document.createElement('b')).textContent = value
  }
  return root
}

/** A formatter of ECharts from a pure function; nothing is shown where it returns null. */
export function hoverFormatter(build: (items: HoverItem[]) => Hover | null) {
  return (parameters: unknown): HTMLElement | string => {
    const items = (Array.isArray(parameters) ? parameters : [parameters]) as HoverItem[]
    const hover = build(items)
    return hover === null || hover.rows.length === 0 ? '' : hoverElement(hover)
  }
}
