import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SeqbenchError } from '../../src-shared/contract/errors.ts'
import { withErrorLog } from '../../src-main/services/error-log.ts'
import { temporaryFolder } from './support.ts'

test('what nobody foresaw is in the log with its stack; errors of the table are not, and all reach the caller', async () => {
  const directory = join(temporaryFolder(), 'logs')
  const handlers = withErrorLog({
    answer: (input: number) => input + 1,
    missing: () => Promise.reject(new SeqbenchError('run.missing', { id: 'r-1' })),
    broken: () => {
      throw new TypeError('undefined is no function')
    },
  }, directory)
  expect(await handlers.answer(1)).toBe(2)
  await expect(handlers.missing()).rejects.toMatchObject({ code: 'run.missing' })
  expect(existsSync(directory)).toBe(false)
  await expect(handlers.broken()).rejects.toThrow('undefined is no function')
  expect(readFileSync(join(directory, 'backend.log'), 'utf8')).toMatch(/^\S+Z broken: TypeError: undefined is no function\n +at /)
})
