// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ComputeView from '../../../src-renderer/features/compute/ComputeView.vue'
import EngineTable from '../../../src-renderer/features/compute/EngineTable.vue'
import { i18n } from '../../../src-renderer/locales/index.ts'
import type { EngineReport } from '../../../src-shared/domain/system.ts'
import { openPage, openView, until } from '../harness.ts'

const text = (): string => document.body.textContent ?? ''

describe('Compute', () => {
  it('says which engine computes, why and how fast, and what each runs on', async () => {
    await openView(ComputeView, '/compute', await openPage())
    await until(() => text().includes('native computes, the fastest engine available here: 94.2 GFLOP/s.'))
    expect(text()).toContain('AVX2, 2 threads')
    expect(text()).not.toContain('The engine native is missing')
  })

  it('says what is lost where the native engine is missing, and why it is', async () => {
    const page = await openPage()
    const engines: EngineReport[] = [
      { name: 'native', available: false, reason: 'no C++ compiler was found', gflops: null },
      { name: 'reference', available: true, reason: 'TypeScript on one core', gflops: null },
    ]
    const shown = mount(EngineTable, { props: { engines, selected: 'reference' }, global: { plugins: [page.pinia, i18n] } })
    expect(shown.text()).toContain('reference computes, the fastest engine available here.')
    expect(shown.text()).toContain('The engine native is missing. Everything works without it, but training takes many times as long')
    expect(shown.text()).toContain('no C++ compiler was found')
  })
})
