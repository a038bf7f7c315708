import type { Disk } from '../disk/disk.ts'
import { Space, spaceRules } from '../disk/space.ts'
import { writeBackFailures } from '../disk/write-back.ts'
import type { FaultDecision } from './chooser.ts'
import type { Operation } from './operation.ts'
import type { Pending } from './pending.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** What each fault does to the world just before an operation of a process. `not now`: the operation does not run now, perhaps never. */
export function fireFault(world: World, pending: Pending, decision: FaultDecision, operation: Operation, process: Process): 'goes on' | 'not now' {
  switch (decision.fault) {
    case 'processDeath':
      if (decision.moment === 'after') return 'goes on'
      world.onProcessDeath(process)
      return 'not now'
    case 'pause':
      pending.makeReady(operation)
      pending.park(process)
      void world.sleep(undefined, decision.ms).then(() => pending.unpark(process))
      return 'not now'
    case 'slow':
      operation.due = world.nowMs + decision.ms
      pending.timers.push(operation)
      return 'not now'
    case 'clockJump':
      process.wallOffsetMs += decision.ms
      return 'goes on'
    case 'fsyncError':
      world.disk.inject().writeBack.arm(writeBackFailures[decision.as])
      return 'goes on'
    case 'ioError':
      world.disk.inject().io.add({ syscall: operation.kind.name, path: operation.path, lasts: decision.lasts })
      return 'goes on'
    case 'diskFull':
      world.disk.inject().space = new Space(spaceRules[decision.as], decision.freeBytes)
      return 'goes on'
    case 'shortWrite':
    case 'shortRead':
      world.disk.inject().shorten(decision.bytes)
      return 'goes on'
    case 'delayedVisibility':
      world.disk.delayVisibility(decision)
      return 'goes on'
  }
}

/** Throws the error of a fault that stands in the operation's way. */
export function meetFault(disk: Disk, { kind, path, a, b }: Operation): void {
  disk.faults?.io.check(kind.name, path, typeof a === 'string' ? a : undefined, typeof b === 'string' ? b : undefined)
}
