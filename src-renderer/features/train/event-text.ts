/** What happened to a run, in the language of the window; the message as it was written where there is no text for it. */
import { useI18n } from 'vue-i18n'
import { errorTable } from '../../../src-shared/contract/errors.ts'
import type { RunEvent } from '../../../src-shared/domain/run.ts'
import { useRunWords } from '../../composables/use-run-words.ts'
import { localizeError } from '../../locales/errors.ts'

export function useEventText(): (event: RunEvent) => string {
  const { t, te } = useI18n({ useScope: 'global' })
  const words = useRunWords()

  /** An epoch brings whatever its task measures. */
  function epochText({ details: { epoch, ...figures } }: RunEvent): string {
    const measured = Object.entries(figures).map(([name, value]) => `${words.metric(name)} ${words.figure(name, Number(value))}`)
    return measured.length > 0 ? t('train.eventText.epoch', { epoch, figures: measured.join(', ') }) : t('train.eventText.epochOnly', { epoch })
  }

  return (event) => {
    const { code, message, details } = event
    if (Object.hasOwn(errorTable, code)) return localizeError({ code, message, hint: '', details }).message
    const isKnown = te(`train.eventText.${code}`) && Object.keys(details).length > 0
    if (code === 'epoch' && isKnown) return epochText(event)
    const shown = 'metric' in details ? { ...details, metric: words.metric(String(details['metric'])) } : details
    return isKnown || plain.has(code) ? t(`train.eventText.${code}`, shown) : message
  }
}

/** Texts without figures; the others need theirs, which events of older workspaces do not have. */
const plain = new Set(['resumed', 'unqueued', 'never-started', 'left-before-start'])
