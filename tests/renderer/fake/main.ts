/** The real window over the fake backend: index.html?scenario=empty&language=zh&theme=dark#/data */
import '../../../src-renderer/api/schemas-without-eval.ts'
import { installFakeBridge } from './bridge.ts'
import type { FakeOptions } from './backend.ts'

const query = new URLSearchParams(location.search)
const theme = query.get('theme')
if (theme) localStorage.setItem('seqbench.theme', theme)
installFakeBridge({ scenario: (query.get('scenario') ?? 'full') as FakeOptions['scenario'] }, query.get('language') ?? 'en')
await import('../../../src-renderer/main.ts')
