/**
 * Keys of 53 bits (hash-text.ts) with a whole number each, in typed arrays: 12 bytes a place in place of the 60 and more of
 * a Map, and nothing for the garbage collector to walk. Open addressing, linear probing.
 */
const firstPlaces = 1 << 10
const mostFull = 0.7

export class KeyTable {
  size = 0
  #keys = new Float64Array(firstPlaces)
  #values = new Int32Array(firstPlaces)

  /** The place of `key`, which is taken in with the value 0 where it is new; good until the next call. */
  place(key: number): number {
    if (this.size >= mostFull * this.#keys.length) this.#grow()
    // 0 marks an empty place.
    const wanted = key === 0 ? 1 : key
    const keys = this.#keys
    const mask = keys.length - 1
    let place = wanted & mask
    for (;;) {
      const found = keys[place]
      if (found === wanted) return place
      if (found === 0) break
      place = (place + 1) & mask
    }
    keys[place] = wanted
    this.size++
    return place
  }

  has(key: number): boolean {
    const wanted = key === 0 ? 1 : key
    const mask = this.#keys.length - 1
    let place = wanted & mask
    while (this.#keys[place] !== 0 && this.#keys[place] !== wanted) place = (place + 1) & mask
    return this.#keys[place] === wanted
  }

  value(place: number): number {
    return this.#values[place]
  }

  set(place: number, value: number): void {
    this.#values[place] = value
  }

  *keys(): Generator<number> {
    for (const key of this.#keys) if (key !== 0) yield key
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Float64Array(keys.length * 2)
    this.#values = new Int32Array(keys.length * 2)
    const mask = this.#keys.length - 1
    for (let old = 0; old < keys.length; old++) {
      if (keys[old] === 0) continue
      let place = keys[old] & mask
      while (this.#keys[place] !== 0) place = (place + 1) & mask
      this.#keys[place] = keys[old]
      this.#values[place] = values[old]
    }
  }
}
