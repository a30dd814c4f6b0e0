/** Listeners by topic: what one part publishes, any number of streams pass on. */
export interface Hub<Item> {
  publish: (topic: string, item: Item) => void
  /** Returns what ends the subscription. */
  subscribe: (topic: string, listener: (item: Item) => void) => () => void
}

export function createHub<Item>(): Hub<Item> {
  const listeners = new Map<string, Set<(item: Item) => void>>()
  return {
    publish: (topic, item) => listeners.get(topic)?.forEach((listener) => listener(item)),
    subscribe: (topic, listener) => {
      const ofTopic = listeners.get(topic) ?? new Set()
      listeners.set(topic, ofTopic.add(listener))
      return () => {
        ofTopic.delete(listener)
        if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic)
      }
    },
  }
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
