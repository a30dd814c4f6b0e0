/** A binary heap: the item before all others comes out first. */
export interface PriorityQueue<Item> {
  push: (item: Item) => void
  pop: () => Item | undefined
}

export function createPriorityQueue<Item>(before: (a: Item, b: Item) => boolean): PriorityQueue<Item> {
  const items: Item[] = []
  return {
    push: (item) => {
      let at = items.push(item) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!before(item, items[parent])) break
        items[at] = items[parent]
        at = parent
      }
      items[at] = item
    },
    pop: () => {
      const top = items[0]
      const last = items.pop()
      if (last === undefined || items.length === 0) return top
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= items.length) break
        if (child + 1 < items.length && before(items[child + 1], items[child])) child++
        if (!before(items[child], last)) break
        items[at] = items[child]
        at = child
      }
      items[at] = last
      return top
    },
  }
}
