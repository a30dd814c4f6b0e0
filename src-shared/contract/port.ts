/** A pipe for messages between two ends: a MessagePort, a child process, or a pair in memory (tests, command line). */
export interface Port {
  postMessage: (message: unknown) => void
  onMessage: (listener: (message: unknown) => void) => void
  onClose: (listener: () => void) => void
  close: () => void
}

/** Two ends joined in memory. Messages are cloned as across processes, and arrive later, never within postMessage. */
export function memoryPorts(): [Port, Port] {
  const ends = [0, 1].map(() => ({ message: [] as ((message: unknown) => void)[], close: [] as (() => void)[] }))
  let open = true
  const make = (own: number): Port => ({
    postMessage: (message) => {
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => open && ends[1 - own].message.forEach((listener) => listener(copy)))
    },
    onMessage: (listener) => void ends[own].message.push(listener),
    onClose: (listener) => void ends[own].close.push(listener),
    close: () => {
      if (!open) return
      open = false
      ends.forEach((end) => end.close.forEach((listener) => listener()))
    },
  })
  return [make(0), make(1)]
}
