import type { Operation } from './operation.ts'

/** Operations that are not due yet, by due time, then order of issue: a binary heap. */
export class Timers {
  #heap: Operation[] = []

  get size(): number {
    return this.#heap.length
  }

  peek(): Operation | undefined {
    return this.#heap[0]
  }

  /** All of them, earliest first. */
  list(): Operation[] {
    return [...this.#heap].sort(earlier)
  }

  push(operation: Operation): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(operation)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (earlier(heap[parent]!, operation) <= 0) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = operation
  }

  pop(): Operation | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!) < 0) child++
      if (earlier(last, heap[child]!) <= 0) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }

  /** Keeps those that `keep` says true for. */
  filter(keep: (operation: Operation) => boolean): void {
    const kept = this.list().filter(keep)
    this.#heap = kept
  }
}

function earlier(a: Operation, b: Operation): number {
  return a.due - b.due || a.id - b.id
}
