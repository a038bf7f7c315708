import { FileContent } from './file-content.ts'
import type { Descriptor } from './descriptors.ts'
import type { Image } from './image.ts'
import type { LogWriter } from './log-writer.ts'
import type { DataOperation, Inode, MicroOperation } from './micro-operation.ts'
import type { FileNode } from './node.ts'

/**
 * What a failed write-back leaves, on four axes. On the medium the fourth is the same for all: nothing of it is certain to be there, and no later sync
 * brings it, unless the bytes are written again.
 */
export interface WriteBackFailure {
  /** What readers see afterwards, in pages that are marked clean: what was written, or what was there at the last sync that ended well. */
  readonly cache: 'new content' | 'old content'
  /** `at the next fsync`: the one that failed ends well. */
  readonly reported: 'now' | 'at the next fsync'
  /** How often the descriptor whose fsync failed is told. Every other one that was open is told once. */
  readonly tellsFailing: 'once' | 'twice'
}

export type WriteBackFailureName = 'ext4' | 'xfs' | 'btrfs' | 'ext4 data=journal' | 'reverting'

/**
 * How file systems behave. `ext4`, `xfs` and `btrfs` were measured on kernel 6.18 (an overwrite whose write-back fails: the second fsync ends well, on
 * btrfs it fails once more; nothing is reverted). `ext4 data=journal` and `reverting` (btrfs of older kernels) are those of Rebello and others, "Can
 * Applications Recover from fsync Failures?", USENIX ATC 2020.
 */
export const writeBackFailures: Readonly<Record<WriteBackFailureName, WriteBackFailure>> = {
  ext4: { cache: 'new content', reported: 'now', tellsFailing: 'once' },
  xfs: { cache: 'new content', reported: 'now', tellsFailing: 'once' },
  btrfs: { cache: 'new content', reported: 'now', tellsFailing: 'twice' },
  'ext4 data=journal': { cache: 'new content', reported: 'at the next fsync', tellsFailing: 'once' },
  reverting: { cache: 'old content', reported: 'now', tellsFailing: 'once' },
}

/**
 * Errors of write-back per inode, and who was told: Linux's errseq_t.
 *
 * Laws
 * - Every descriptor that was open when write-back failed is told once, by its next sync. That sync makes nothing durable.
 * - A descriptor that was opened later is told once if nobody was told before it was opened; else never.
 * - Of a directory nothing is lost: its names stay pending, and a later sync may commit them.
 */
export class WriteBackErrors {
  #armed: WriteBackFailure | undefined
  readonly #errors = new Map<Inode, { count: number; told: boolean }>()

  /** The next sync fails. */
  arm(failure: WriteBackFailure): void {
    this.#armed = failure
  }

  /** The errors that a descriptor opened now will not be told. */
  sample(inode: Inode): number {
    const error = this.#errors.get(inode)
    return error?.told === true ? error.count : 0
  }

  /** A sync of the descriptor. `ends well` means that it is still to be logged; `unnoticed`, that it ends well and made nothing durable. */
  sync(descriptor: Descriptor, writer: LogWriter, base: Image, covers: number): 'ends well' | 'fails' | 'unnoticed' {
    const failure = this.#armed
    if (failure === undefined) return this.report(descriptor) ? 'fails' : 'ends well'
    this.#armed = undefined
    const { node } = descriptor
    if (node.kind === 'file') {
      if (failure.cache === 'old content') revert(node, writer, base)
      writer.lose(node, failure.cache === 'old content' ? writer.log.length : covers)
    }
    this.#errors.set(node.inode, { count: (this.#errors.get(node.inode)?.count ?? 0) + 1, told: false })
    if (failure.reported === 'at the next fsync') return 'unnoticed'
    if (failure.tellsFailing === 'once') this.report(descriptor)
    return 'fails'
  }

  /** True if the descriptor has an error to be told; from now on it has been. */
  report(descriptor: Descriptor): boolean {
    const error = this.#errors.get(descriptor.node.inode)
    if (error === undefined || error.count === descriptor.errorsTold) return false
    descriptor.errorsTold = error.count
    error.told = true
    return true
  }
}

/** Brings back, by micro-operations, what the file held at its last sync. */
function revert(node: FileNode, writer: LogWriter, base: Image): void {
  const { old, since } = contentAtLastSync(node.inode, writer.log, base)
  writer.resize(node, old.size)
  for (const operation of since) {
    const to = Math.min(operation.to, old.size)
    if (operation.why !== 'extend' && operation.from < to) writer.write(node, operation.from, old.read(operation.from, to - operation.from))
  }
}

function contentAtLastSync(inode: Inode, log: readonly MicroOperation[], base: Image): { readonly old: FileContent; readonly since: readonly DataOperation[] } {
  let synced = 0
  for (const operation of log) if (operation.kind === 'sync' && operation.scope !== 'range' && operation.inode === inode) synced = Math.max(synced, operation.covers)
  const frozen = base.node(inode)
  const old = frozen?.kind === 'file' ? new FileContent(frozen.content) : new FileContent()
  const operations = log.flatMap((operation) => (operation.kind === 'data' && operation.inode === inode ? [operation] : []))
  for (const operation of operations) if (operation.n < synced) old.change(operation)
  return { old, since: operations.filter(({ n }) => n >= synced) }
}
