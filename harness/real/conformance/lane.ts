import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FileSystem } from './file-systems.ts'
import { makeFolder, takeDown, unmountAll } from './folders.ts'
import { endGroup } from './process-group.ts'
import type { RunnerReply, RunnerStart, RunnerTask } from './runner.ts'
import type { ServerNotice } from './server.ts'

/**
 * One file system on one logging disk: a child that serves the disk, a child that works on it, and the folder of both. Ctrl-C reaches neither (they are in
 * groups of their own): `end` takes everything down, and so does the serving child when this process is gone without a word.
 */
export class Lane {
  readonly folder: string
  readonly #children: ChildProcess[] = []
  #runner: ChildProcess | undefined
  #ended = false

  constructor() {
    this.folder = makeFolder()
  }

  async start(fileSystem: FileSystem): Promise<void> {
    const server = this.#fork('./server.js', [this.folder, String(fileSystem.size)])
    const ready = await answerOf<'ready' | { failed: string }>(server)
    if (ready !== 'ready') throw new Error(ready.failed)
    this.#runner = this.#fork('./runner.js', [])
    if (this.#runner.pid !== undefined) server.send({ pid: this.#runner.pid } satisfies ServerNotice)
    const reply = await this.#ask({ folder: this.folder, fileSystem })
    if (reply.kind === 'failed') throw new Error(reply.reason)
  }

  async run(task: RunnerTask): Promise<Extract<RunnerReply, { kind: 'outcomes' }>> {
    const reply = await this.#ask(task)
    if (reply.kind !== 'outcomes') throw new Error(reply.kind === 'failed' ? reply.reason : 'The child that runs programs answered out of turn')
    return reply
  }

  /** Ends the children and takes everything down. Synchronous, so that it also works on the way out of a process; again without harm. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    const [server, ...others] = this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
    // Whoever works on the mounted file system goes first, with the helpers of its group: the server is needed for unmounting.
    for (const child of others) endGroup(child)
    unmountAll(this.folder)
    if (server !== undefined) endGroup(server)
    takeDown(this.folder)
  }

  #ask(message: RunnerStart | RunnerTask): Promise<RunnerReply> {
    const answer = answerOf<RunnerReply>(this.#runner!)
    this.#runner!.send(message)
    return answer
  }

  #fork(file: string, values: readonly string[]): ChildProcess {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), values, { detached: true, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#children.push(child)
    return child
  }
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      child.off('message', answered)
      child.off('exit', died)
      child.off('error', died)
    }
    const answered = (message: unknown): void => {
      stop()
      resolve(message as T)
    }
    const died = (reason: unknown): void => {
      stop()
      reject(reason instanceof Error ? reason : new Error(`A child of the conformance run ended by itself (${String(reason)})`))
    }
    child.on('message', answered)
    child.on('exit', died)
    child.on('error', died)
  })
}
