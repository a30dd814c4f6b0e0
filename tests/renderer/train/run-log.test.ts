// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { SeqbenchError, toWireError } from '../../../src-shared/contract/errors.ts'
import type { RunEvent } from '../../../src-shared/domain/run.ts'
import RunLog from '../../../src-renderer/features/train/RunLog.vue'
import { i18n, setLocale, type LocaleName } from '../../../src-renderer/locales/index.ts'

function shown(events: Partial<RunEvent>[], language: LocaleName): string[] {
  setLocale(language)
  const full = events.map((event) => ({ time: '2026-01-01T00:00:00Z', step: 1, level: 'info' as const, code: 'epoch', message: 'as written', details: {}, ...event }))
  return mount(RunLog, { props: { events: full }, global: { plugins: [i18n] } }).findAll('.muted').map((line) => line.text()).reverse()
}
const nan = toWireError(new SeqbenchError('run.nan', { what: 'validation loss', value: 'NaN', step: 37, where: 'the gradient of output.weight' }))
const events: Partial<RunEvent>[] = [
  { code: 'started', details: { engine: 'native', threads: 2 } },
  { code: 'epoch', details: { epoch: 3, loss: 0.4125, accuracy: 0.813, surprise: 2 } },
  { code: 'early-stopping', details: { patience: 3, metric: 'loss', best: 5 } },
  { code: 'resumed' },
  { level: 'error', code: nan.code, message: nan.message, details: nan.details },
]

it('says in each language what happened, with its figures', () => {
  expect(shown(events, 'en')).toEqual([
    'Engine native, threads: 2',
    'Epoch 3, validation: Loss 0.412, Accuracy 81.3 %, surprise 2.000',
    '3 epochs without a better Loss; the best was epoch 5.',
    'Training goes on.',
    nan.message,
  ])
  const chinese = shown(events, 'zh')
  expect(chinese[1]).toBe('第 3 轮，验证集：损失 0.412, 准确率 81.3 %, surprise 2.000')
  expect(chinese.at(-1)).toBe('验证集上的损失在第 37 步变成了 NaN（最先出现在 output.weight 的梯度）。')
  for (const line of chinese) expect(line).toMatch(/\p{Script=Han}/u)
})

it('keeps the message of an event that has no text, or no figures for it', () => {
  expect(shown([{ code: 'unheard-of', details: { a: 1 } }, { code: 'started' }], 'zh')).toEqual(['as written', 'as written'])
})
