/** Writes on from a prompt, one token at a time with the state carried on. */
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import { endToken, generationOptionsSchema, startToken, type GenerationAnswer, type GenerationEncoded, type GenerationFitted, type GenerationOptions } from '../../../../src-shared/domain/tasks/generation.ts'
import { createSampler, plainSampling } from '../../decode/sampling.ts'
import { createStopStrings } from '../../decode/stop-strings.ts'
import { createStepper } from '../../layers/stepper.ts'
import { createRandom } from '../../random.ts'
import { giveWay } from '../task.ts'
import { logarithmsOf, mixIn, networkAlone } from './counts.ts'
import type { LanguageModel } from './model.ts'

/** Tokens between two looks at the clock and at messages. */
const tokensAtOnce = 16
const padding = 0
const unknown = 1

/** @throws the signal's reason when it is aborted */
export async function write(
  model: LanguageModel, fitted: GenerationFitted, { tokens, pieces, label }: Omit<GenerationEncoded, 'task' | 'prompt'>, asked: Partial<GenerationOptions>, push: (piece: string) => void, signal?: AbortSignal,
): Promise<GenerationAnswer> {
  const options = generationOptionsSchema.parse(asked)
  const { input: { vocabulary, preprocessing }, unit } = fitted
  const { recurrent } = model.config.model
  const stepper = createStepper({ ...recurrent, bidirectional: false }, model.parameters, 'recurrent', { inputs: model.config.model.embedding, batch: 1 })
  const [start, end] = unit === 'items' ? [vocabulary.indexOf(startToken), vocabulary.indexOf(endToken)] : [-1, -1]
  const never = [padding, unknown, ...(start >= 0 ? [start] : [])]
  const { temperature, topK, topP, repetitionPenalty } = options
  const sampler = createSampler({ ...plainSampling, temperature, topK, topP, repetitionPenalty }, createRandom(options.seed).fork('write'), never)
  const stops = createStopStrings(options.stop)
  const x = new Float32Array(model.config.model.embedding)
  const history: number[] = [...tokens]
  const written: GenerationAnswer['tokens'] = []
  let shown = ''
  let text = ''
  let reason: GenerationAnswer['reason'] = 'length'

  const weights = model.weights()
  const counts = weights === networkAlone ? null : model.counts()
  let context = counts?.start ?? 0
  const read = (token: number): Float32Array => {
    if (counts) context = counts.next(context, token)
    model.embed([token], label, x)
    return stepper.step(x)
  }
  const logitsOf = (hidden: Float32Array): Float32Array => {
    const logits = model.logitsOf(hidden, 1)
    if (counts) mixIn(logits, 0, logarithmsOf(counts, context), weights)
    return logits
  }
  // Of an empty prompt a stream begins as after the end of a line.
  const line = Math.max(unknown, vocabulary.indexOf('\n'))
  const before = start >= 0 ? [start, ...tokens] : tokens.length > 0 ? [...tokens] : [line]
  let state = read(before[0])
  for (const token of before.slice(1)) state = read(token)

  const show = (piece: string): void => {
    if (piece === '') return
    text += piece
    push(piece)
  }
  for (let count = 0; count < options.length; count++) {
    const { token, probability } = sampler.next(logitsOf(state), 0, model.vocabulary, history)
    if (token === end) {
      reason = 'end'
      break
    }
    history.push(token)
    written.push({ token: vocabulary[token], probability })
    // Spaces between words depend on both sides: what is new is what the joined text has more than before.
    const promptTokens = Array.from(tokens, (own) => vocabulary[own])
    const joined = joinTokens([...promptTokens, ...written.map((own) => own.token)], preprocessing.tokenizer).slice(joinTokens(promptTokens, preprocessing.tokenizer).length)
    const { text: piece, stopped } = stops.push(joined.slice(shown.length))
    shown = joined
    show(piece)
    if (stopped) {
      reason = 'stop'
      break
    }
    state = read(token)
    if (count % tokensAtOnce === 0) {
      await giveWay()
      signal?.throwIfAborted()
    }
  }
  show(stops.rest())
  return { task: 'generation', text, tokens: written, reason, prompt: pieces }
}
