import { readBytes } from '../files/bytes.ts'
import { headLine, parseHeadLine, type StoredHead } from './document.ts'
import { begunMark, INDEX, temporaryPath } from './names.ts'
import { inside, unlinkIfThere, type Place } from './place.ts'
import { writeAll } from './write-all.ts'

/**
 * Heads as a process found them, for the next opening: a cache, never trusted over the files. A remembered head counts only for a generation whose file is
 * there, and only within the boot in which it was remembered: until then a number stands for one content. Every head has its checksum; whatever else is in
 * the file, or wrong with it, is as if it were not there.
 */
export async function readIndex(place: Place): Promise<ReadonlyMap<string, StoredHead>> {
  const heads = new Map<string, StoredHead>()
  let text: string
  try {
    const handle = await place.host.fs.open(inside(place, INDEX), 'r')
    try {
      text = (await readBytes(handle)).toString('utf8')
    } finally {
      await handle.close()
    }
  } catch {
    return heads
  }
  const [boot, ...lines] = text.split('\n')
  if (boot !== bootLine(place)) {
    await removeIndex(place)
    return heads
  }
  for (const line of lines) {
    const head = parseHeadLine(line)
    if (typeof head !== 'string') heads.set(head.id, head)
  }
  return heads
}

/** What is in it of a session that was deleted must not stay. Resolves in any case: a later opening comes by. */
export async function removeIndex(place: Place): Promise<void> {
  await unlinkIfThere(place, inside(place, INDEX)).catch(() => undefined)
}

/** Not synced: after the next boot it says nothing. Resolves in any case: the files say the same. */
export async function writeIndex(place: Place, heads: Iterable<StoredHead>): Promise<void> {
  const { host, directory } = place
  const temporary = temporaryPath(directory, '_index', begunMark(host.boot, host.clock.monotonic()), host.random.uuid().slice(0, 8))
  try {
    const handle = await host.fs.open(temporary, 'wx', 0o600)
    try {
      await writeAll(handle, Buffer.from([bootLine(place), ...[...heads].map(headLine), ''].join('\n')))
    } finally {
      await handle.close()
    }
    await host.fs.rename(temporary, inside(place, INDEX))
  } catch {
    await unlinkIfThere(place, temporary).catch(() => undefined)
  }
}

function bootLine({ host }: Place): string {
  return JSON.stringify({ boot: host.boot })
}
