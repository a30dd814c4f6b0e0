/** What main can be told when it is started: `--workspace DIR`, `--language TAG`, `--decode-videos`; Chromium's own switches are left to it. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export interface MainArguments {
  workspace: string
  language: string | undefined
  /** Nothing but decoding videos for the command line: no window, no backend. */
  decodeVideos: boolean
}

export function parseMainArguments(argv: string[], environment: Record<string, string | undefined>): MainArguments {
  const value = (name: string): string | undefined => {
    const joined = argv.find((part) => part.startsWith(`--${name}=`))
    if (joined) return joined.slice(name.length + 3)
    const at = argv.indexOf(`--${name}`)
    return at >= 0 ? argv[at + 1] : undefined
  }
  return {
    workspace: resolve(value('workspace') ?? environment.SEQBENCH_WORKSPACE ?? join(homedir(), 'Seqbench')),
    language: value('language'),
    decodeVideos: argv.includes('--decode-videos'),
  }
}
