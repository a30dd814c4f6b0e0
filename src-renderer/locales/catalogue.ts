/** Samples and presets come with English words of their own; other languages have a table by name. */
import type { Preset } from '../../src-shared/domain/config.ts'
import type { Sample } from '../../src-shared/domain/dataset.ts'
import { currentLocale } from './index.ts'
import { presets as zhPresets, samples as zhSamples } from './zh/catalogue.ts'

const tables: Record<string, { samples: Record<string, Pick<Sample, 'title' | 'description'>>; presets: Record<string, Pick<Preset, 'title' | 'reason'>> }> = {
  zh: { samples: zhSamples, presets: zhPresets },
}

export function localizeSample(sample: Sample): Pick<Sample, 'title' | 'description'> {
  return tables[currentLocale()]?.samples[sample.name] ?? sample
}

export function localizePreset(preset: Preset): Pick<Preset, 'title' | 'reason'> {
  return tables[currentLocale()]?.presets[`${preset.task}/${preset.name}`] ?? preset
}
