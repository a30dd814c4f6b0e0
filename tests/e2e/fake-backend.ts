/** The views' fake backend as a program: the real contract over the real channels, no work behind it. For pictures and tests of the window alone. */
import { appApi } from '../../src-shared/contract/app-api.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { connectParent } from '../../src-main/backend-parent.ts'
import { createFakeBackend, type FakeOptions } from '../renderer/fake/backend.ts'

const parent = connectParent()
const handlers = createFakeBackend({ scenario: process.env.SEQBENCH_SCENARIO as FakeOptions['scenario'] })
parent.onWindow((port) => serve(appApi, port, handlers))
parent.onControl((message) => {
  if ((message as { kind?: string }).kind === 'stop') process.exit(0)
})
parent.onGone(() => process.exit(0))
parent.control({ kind: 'ready' })
