/**
 * The child that serves a logging disk: opens /dev/fuse, mounts the folder it was told, and answers from a thread of its own. It ends when the folder is
 * unmounted; when its parent is gone it first takes everything down.
 */
import { spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { foldersOf, takeDown } from './folders.ts'
import { serve } from './logging-disk.ts'
import { Medium } from './medium.ts'
import { endGroup } from './process-group.ts'

/** Who works on the disk: it goes first when the parent is gone. */
export interface ServerNotice {
  readonly pid: number
}

interface Served {
  readonly fd: number
  readonly size: number
}

if (isMainThread) start(process.argv[2]!, Number(process.argv[3]))
else {
  const { fd, size } = workerData as Served
  serve(fd, new Medium(size))
}

function start(folder: string, size: number): void {
  const fd = openSync('/dev/fuse', 'r+')
  const { fuse } = foldersOf(folder)
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other'
  const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'powercut', fuse], { stdio: ['ignore', 'ignore', 'pipe', fd], encoding: 'utf8' })
  if (mounted.status !== 0) {
    process.send?.({ failed: `The folder ${fuse} cannot be served: ${mounted.error?.message ?? mounted.stderr.trim()}` })
    process.exitCode = 1
    process.disconnect?.()
    return
  }
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { fd, size } satisfies Served })
  worker.on('exit', () => process.kill(process.pid, 'SIGKILL'))
  let runner: number | undefined
  process.on('message', ({ pid }: ServerNotice) => {
    runner = pid
  })
  const leave = (): void => {
    if (runner !== undefined) endGroup(runner)
    takeDown(folder)
    process.kill(process.pid, 'SIGKILL')
  }
  process.on('disconnect', leave)
  // The parent may be gone before it could be told.
  process.send?.('ready', undefined, undefined, (error) => {
    if (error !== null) leave()
  })
}
