import { describe, expect, it } from 'vitest'
import { usePagedRows } from '../../src-renderer/composables/use-paged-rows.ts'

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

async function paged(total: number) {
  const asked: number[] = []
  const rows = usePagedRows<number>((offset, limit) => {
    asked.push(offset / limit)
    return Promise.resolve({ total, rows: Array.from({ length: Math.min(limit, total - offset) }, (_, at) => offset + at) })
  })
  await rows.reset()
  return { ...rows, asked }
}

describe('rows by the page', () => {
  it('are asked for as they come into sight, and the next page before it does', async () => {
    const { need, row, asked } = await paged(1_000_000)
    need(500_000, 500_040)
    await settled()
    expect(asked).toEqual([0, 5000])
    expect([row(500_040), row(500_100)]).toEqual([500_040, undefined])
    need(500_010, 500_050)
    await settled()
    expect(asked).toEqual([0, 5000, 5001])
    expect(row(500_100)).toBe(500_100)
    need(500_000, 500_040)
    need(999_980, 999_999)
    await settled()
    expect(asked).toEqual([0, 5000, 5001, 4999, 9999])
    need(999_985, 999_999)
    expect(asked).toHaveLength(5)
  })
  it('seen longest ago are forgotten, those in sight never', async () => {
    const { need, row, asked } = await paged(1_000_000)
    for (let page = 1; page < 1000; page++) {
      need(page * 500, page * 500)
      need(0, 40)
      if (page % 50 === 0) await settled()
    }
    await settled()
    expect(row(10)).toBe(10)
    expect(asked.filter((page) => page === 0)).toHaveLength(1)
    expect(row(500)).toBeUndefined()
    expect(row(499_500)).toBe(499_500)
  })
})
