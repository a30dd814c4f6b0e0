/** Each word's most frequent tag in the training split; of a word never seen there, the most frequent tag of the words seen once. */
export function fitFrequentTags(words: readonly ArrayLike<number>[], tags: readonly ArrayLike<number>[], tagCount: number): (words: ArrayLike<number>) => Int32Array {
  const counts = new Map<number, Int32Array>()
  words.forEach((sentence, index) => {
    for (let token = 0; token < sentence.length; token++) {
      const known = counts.get(sentence[token])
      const row = known ?? new Int32Array(tagCount)
      if (!known) counts.set(sentence[token], row)
      row[tags[index][token]] += 1
    }
  })
  const best = new Map<number, number>()
  const ofRare = new Int32Array(tagCount)
  const ofAll = new Int32Array(tagCount)
  for (const [word, row] of counts) {
    best.set(word, mostFrequent(row))
    const seen = row.reduce((sum, count) => sum + count, 0)
    row.forEach((count, tag) => {
      ofAll[tag] += count
      if (seen === 1) ofRare[tag] += count
    })
  }
  // A word that was seen once behaves most like one that was never seen.
  const unseen = mostFrequent(ofRare.some((count) => count > 0) ? ofRare : ofAll)
  return (sentence) => Int32Array.from(sentence, (word) => best.get(word) ?? unseen)
}

function mostFrequent(counts: Int32Array): number {
  let best = 0
  counts.forEach((count, tag) => {
    if (count > counts[best]) best = tag
  })
  return best
}
