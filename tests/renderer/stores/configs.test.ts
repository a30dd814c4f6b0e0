// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { useConfigsStore } from '../../../src-renderer/stores/configs.ts'
import { useDatasetsStore } from '../../../src-renderer/stores/datasets.ts'
import { openPage } from '../harness.ts'

describe('the config being written', () => {
  beforeEach(async () => {
    await openPage()
    await useDatasetsStore().load()
  })
  async function opened(id = 'reviews') {
    const datasets = useDatasetsStore()
    const configs = useConfigsStore()
    const dataset = datasets.byId(id)
    if (!dataset) throw new Error(`no dataset ${id}`)
    await configs.loadPresets(dataset)
    await configs.open(dataset, datasets.choiceOf(dataset))
    return configs
  }

  it('is one text for form and editor', async () => {
    const configs = await opened()
    configs.edit('model.recurrent.hidden', 96)
    expect(configs.text).toContain('"hidden": 96')
    expect(configs.config?.model.recurrent.hidden).toBe(96)
    configs.text = configs.text.replace('"hidden": 96', '"hidden": 48')
    expect(configs.config?.model.recurrent.hidden).toBe(48)
    expect((configs.document as { model: { recurrent: { hidden: number } } }).model.recurrent.hidden).toBe(48)
  })
  it('keeps the rest of what was typed, to the letter, when the form changes one field', async () => {
    const configs = await opened()
    configs.text = configs.text.replace('"embedding": 64,', '"embedding":     64,\n\n')
    configs.edit('seed', 7)
    expect(configs.text).toContain('"embedding":     64,\n\n')
    expect(configs.config?.seed).toBe(7)
  })
  it('keeps showing the last document while the text is no JSON, and takes no edit of the form then', async () => {
    const configs = await opened()
    const broken = configs.text.replace('{', '{{')
    configs.text = broken
    expect(configs.parsed.error).not.toBeNull()
    expect(configs.config).toBeNull()
    expect(configs.document).toMatchObject({ dataset: 'reviews' })
    configs.edit('seed', 9)
    expect(configs.text).toBe(broken)
  })
  it('marks a contradiction at the key it stands at', async () => {
    const configs = await opened()
    configs.edit('split.train', 0.5)
    expect(configs.config).toBeNull()
    const [issue] = configs.issues
    expect(issue.path).toBe('split.train')
    expect(configs.text.slice(issue.offset, issue.offset + issue.length)).toBe('"train"')
  })
  it('marks an unknown field where it stands', async () => {
    const configs = await opened()
    configs.text = configs.text.replace('"layers": 1', '"layers": 1, "colour": 3')
    const [issue] = configs.issues
    expect(configs.text.slice(issue.offset, issue.offset + issue.length)).toBe('"colour"')
  })
  it('takes over what was chosen in Data: at first, and again when it is changed there, but not what a preset or a person set', async () => {
    const datasets = useDatasetsStore()
    const reviews = datasets.byId('reviews')
    if (!reviews) throw new Error('no dataset')
    const choose = (change: object): void => {
      const plan = datasets.planOf(reviews)
      datasets.setPlan('reviews', { ...plan, preprocessing: { ...plan.preprocessing, ...change } as typeof plan.preprocessing })
    }
    choose({ tokenizer: 'character' })
    const configs = await opened()
    expect(configs.config?.preprocessing).toMatchObject({ kind: 'text', tokenizer: 'character' })
    configs.edit('preprocessing.maximumLength', 77)
    choose({ tokenizer: 'bytePair' })
    await opened()
    expect(configs.config?.preprocessing).toMatchObject({ tokenizer: 'bytePair', maximumLength: 77 })
    // Typed in the draft, unchanged in Data: it stays.
    configs.edit('preprocessing.tokenizer', 'word')
    await opened()
    expect(configs.config?.preprocessing).toMatchObject({ tokenizer: 'word' })
    datasets.undoPlan('reviews')
    await opened()
    expect(configs.config?.preprocessing).toMatchObject({ tokenizer: 'character' })
  })
  it('starts from the split that was chosen in Data, and keeps a draft for each dataset', async () => {
    const datasets = useDatasetsStore()
    const reviews = datasets.byId('reviews')
    if (!reviews) throw new Error('no dataset')
    datasets.planOf(reviews).split.seed = 42
    const configs = await opened()
    expect(configs.config?.split.seed).toBe(42)
    configs.edit('seed', 5)
    await opened('names')
    expect(configs.datasetId).toBe('names')
    await opened('reviews')
    expect(configs.config?.seed).toBe(5)
  })
})
