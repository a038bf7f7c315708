import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Disk } from '../../disk/disk.ts'
import { OPEN } from '../../disk/open-flags.ts'
import { PAGE_SIZE } from '../../disk/page.ts'
import { randomStream } from '../../world/random.ts'
import type { Writing } from './torn-writer.ts'

/** What SIGKILL left of writes in flight. */
export interface TornWrites {
  readonly folder: string
  readonly kills: number
  readonly torn: number
  readonly none: number
  readonly all: number
  /** One sentence each. */
  readonly violations: readonly string[]
}

/** Bytes of the write that is cut: long enough to be hit. */
const LENGTH_MIN = 4 << 20
const LENGTH_MAX = 24 << 20
const BEFORE_MAX = 3 * PAGE_SIZE
/** The longest time between the begin of a write and the kill; most writes end within it. */
const KILL_AFTER_MAX_MS = 16
const OLD = 0x41
const NEW = 0x42

/**
 * Kills writers inside a `write` and compares what readers see with the simulated rule: everything before it, and of the write in flight a prefix that ends
 * at a 4,096-byte offset of the file. Needs no rights.
 */
export async function tornWrites(kills: number, seed: string, isStopped: () => boolean): Promise<TornWrites[]> {
  const results: TornWrites[] = []
  for (const parent of new Set([tmpdir(), '/dev/shm'])) {
    if (!existsSync(parent)) continue
    const folder = mkdtempSync(join(parent, 'powercut-torn-'))
    const remove = (): void => rmSync(folder, { recursive: true, force: true })
    process.on('exit', remove)
    try {
      results.push({ ...(await killWriters(folder, kills, seed, isStopped)), folder: parent })
    } finally {
      remove()
      process.off('exit', remove)
    }
  }
  return results
}

async function killWriters(folder: string, kills: number, seed: string, isStopped: () => boolean): Promise<Omit<TornWrites, 'folder'>> {
  const stream = randomStream(seed, 'torn writes')
  const path = join(folder, 'file')
  const violations: string[] = []
  const counts = { torn: 0, none: 0, all: 0 }
  let killed = 0
  while (killed < kills && !isStopped()) {
    killed++
    const before = stream.integer(BEFORE_MAX)
    const writing = { path, offset: stream.integer(before + 1), length: LENGTH_MIN + stream.integer(LENGTH_MAX - LENGTH_MIN), byte: NEW }
    writeFileSync(path, Buffer.alloc(before, OLD))
    await kill(writing, stream.unit() * KILL_AFTER_MAX_MS)
    const found = readFileSync(path)
    const at = writing.offset + newBytes(found, writing.offset)
    const end = writing.offset + writing.length
    if (at === writing.offset) counts.none++
    else if (at === end) counts.all++
    else counts.torn++
    if (at !== writing.offset && at !== end && at % PAGE_SIZE !== 0) violations.push(`a write of ${writing.length} bytes at ${writing.offset} was cut at ${at}, which is no multiple of ${PAGE_SIZE}`)
    if (!found.equals(simulated(before, writing, at))) violations.push(`a write of ${writing.length} bytes at ${writing.offset} over ${before} bytes, cut at ${at}, left other bytes than the simulated disk`)
  }
  return { kills: killed, ...counts, violations }
}

async function kill(writing: Writing, afterMs: number): Promise<void> {
  const child = fork(fileURLToPath(new URL('./torn-writer.js', import.meta.url)), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const end = (): void => void child.kill('SIGKILL')
  process.on('exit', end)
  try {
    const exited = once(child, 'exit')
    child.send(writing)
    await Promise.race([once(child, 'message'), exited])
    await sleep(afterMs)
    end()
    await exited
  } finally {
    process.off('exit', end)
  }
}

function newBytes(bytes: Buffer, offset: number): number {
  let to = offset
  while (to < bytes.length && bytes[to] === NEW) to++
  return to - offset
}

/** What the simulated disk shows after a process death that cut the write at this offset of the file. */
function simulated(before: number, { offset, length, byte }: Writing, at: number): Buffer {
  const first = new Disk()
  first.write(first.open('/file', OPEN.CREAT | OPEN.RDWR), new Uint8Array(before).fill(OLD), 0)
  const disk = new Disk(first.freeze())
  disk.write(disk.open('/file', OPEN.RDWR), new Uint8Array(length).fill(byte), offset)
  const dead = Disk.replay(disk.base, disk.log, disk.log.length, { at })
  return Buffer.from(dead.read(dead.open('/file', OPEN.RDONLY), offset + length + before, 0))
}
