/** Finds processes by what stands on their command line; Linux only, as the end-to-end tests are. */
import { readFileSync, readdirSync } from 'node:fs'

export function findProcesses(...parts: string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      const line = commandLine(name)
      return parts.every((part) => line.includes(part))
    })
    .map(Number)
}

/** Empty for a process that has ended meanwhile. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
