/** How well a language model foretells a text, from the nats each token cost it. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'

/**
 * loss (nats a token), perplexity (e^loss) and, with characters, bitsPerCharacter, which compares models of
 * different tokens. `nats`: -log p of each token, in order; `characters`: how many characters each stands for. Tokens of a text
 * depend on one another: `block` consecutive ones are drawn together. For separate items give `unitOf`: the item of each token.
 */
export function scoredLanguage(nats: ArrayLike<number>, { characters, block = 200, unitOf }: { characters?: ArrayLike<number>; block?: number; unitOf?: ArrayLike<number> } = {}): Scored {
  const unit = (token: number): number => (unitOf ? unitOf[token] : Math.floor(token / block))
  const units = nats.length === 0 ? 0 : unit(nats.length - 1) + 1
  const counts = new Float64Array(units * 3)
  for (let token = 0; token < nats.length; token++) {
    const row = unit(token) * 3
    counts[row] += nats[token]
    counts[row + 1] += 1
    counts[row + 2] += characters ? characters[token] : 0
  }
  return scoredBySums(counts, 3, ([sum, tokens, length]): Metrics => ({
    loss: sum / tokens,
    perplexity: Math.exp(sum / tokens),
    ...(characters ? { bitsPerCharacter: sum / length / Math.LN2 } : {}),
  }))
}
