import { type Content, neighbours, type UnitState } from './crash-content.ts'
import type { FileHistory } from './crash-file.ts'
import { type PageHistory, touches } from './crash-page.ts'
import type { EntryRegister } from './crash-names.ts'
import type { Difference, DiskOptions } from './image.ts'
import { type Choice, type Choices, withContents } from './images-choice.ts'
import type { DataOperation, EntryOperation, Inode } from './micro-operation.ts'

/**
 * The choice that a list of differences describes, from "everything survived". `lost` takes a register back to before its operation, so that everything
 * later to the same register is lost too; of several, the earliest counts. Floors are kept.
 */
export function fromDifferences(choices: Choices, options: DiskOptions, differences: readonly Difference[]): Choice {
  const entries = new Map<EntryOperation, Difference>()
  const data = new Map<Inode, { readonly difference: Difference; readonly operation: DataOperation }[]>()
  for (const difference of differences) {
    const operation = choices.state.operation(difference.n)
    if (operation?.kind === 'entry') entries.set(operation, difference)
    else if (operation?.kind === 'data') data.set(operation.inode, [...(data.get(operation.inode) ?? []), { difference, operation }])
    else throw new RangeError(`difference names micro-operation ${difference.n}; it takes the number of an entry or data operation below ${choices.state.length}`)
  }
  const values = choices.registers.map((register) => valueOf(register, entries))
  const bounds = (file: FileHistory) => ({ key: 'described', sizes: [{ size: file.size, whole: true }], instant: Infinity, dataBefore: Infinity })
  const names = choices.described(values, bounds)
  if (names === undefined) throw new RangeError('these differences give a directory two names; no crash leaves that')
  const contents = names.files.map(({ file, alternatives }) => {
    const own = data.get(file.inode) ?? []
    return contentOf(file, own, (size, states) => alternatives.contents.describedContent(size, states), options)
  })
  return withContents(names, contents)
}

function valueOf(register: EntryRegister, differences: ReadonlyMap<EntryOperation, Difference>): Inode {
  for (const operation of register.operations) {
    const difference = differences.get(operation)
    if (difference !== undefined) return difference.form === 'zeros' ? 0 : operation === register.operations[0] ? register.floor : operation.before
  }
  return register.now
}

type OwnDifference = { readonly difference: Difference; readonly operation: DataOperation }
type Build = (size: number, states: (page: PageHistory, from: number, to: number) => UnitState) => Content

function contentOf(file: FileHistory, own: readonly OwnDifference[], build: Build, options: DiskOptions): Content {
  return build(sizeOf(file, own), (page, from, to) => stateOf(page, from, to, own, options))
}

function sizeOf(file: FileHistory, own: readonly OwnDifference[]): number {
  const sizes = own.filter(({ difference }) => difference.part === 'size')
  let size = file.size
  for (let index = file.sizeOperations.length - 1; index >= 0; index--) {
    const operation = file.sizeOperations[index]!
    for (const { difference, operation: named } of sizes) {
      if (named !== operation) continue
      if (typeof difference.form === 'object') size = Math.min(operation.size, Math.max(operation.sizeBefore, difference.form.cutAt))
      else size = index === 0 ? file.sizeFloor : file.sizeOperations[index - 1]!.size
    }
  }
  return size
}

function stateOf(page: PageHistory, from: number, to: number, own: readonly OwnDifference[], options: DiskOptions): UnitState {
  const floor = page.floorIn(from, to)
  let k = page.operations.length
  let fill: UnitState['fill']
  let others: UnitState['others']
  for (const { difference, operation } of own) {
    const place = difference.part === 'data' ? page.operations.indexOf(operation) : -1
    if (place < floor || !touches(operation, from, to)) continue
    const { form, range } = difference
    if (range !== undefined && (range[0] >= to || range[1] <= from)) continue
    if (typeof form === 'object' && from < form.cutAt) continue
    if (range !== undefined && form !== 'lost' && (range[0] < operation.from || range[1] > operation.to)) {
      if (!options.powersafeOverwrite && neighbours(page, from, to).length > 0) others = form === 'zeros' ? 'nul' : 'garbage'
      continue
    }
    if (place > k) continue
    k = place
    fill = form === 'zeros' ? 'nul' : form === 'garbage' ? 'garbage' : undefined
  }
  return { k, ...(fill !== undefined && { fill }), ...(others !== undefined && { others }) }
}
