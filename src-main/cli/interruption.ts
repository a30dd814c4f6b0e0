/** Ctrl-C: the first asks, the second ends the program at once. */
export interface Interruption { signal: AbortSignal; end: () => void }

export function createInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController()
  const listen = (): void => {
    if (controller.signal.aborted) process.exit(130)
    onFirst()
    controller.abort()
  }
  process.on('SIGINT', listen)
  process.on('SIGTERM', listen)
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', listen)
      process.off('SIGTERM', listen)
    },
  }
}
