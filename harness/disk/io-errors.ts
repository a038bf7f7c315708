import { injectedError } from './errors.ts'

/** A syscall that fails with EIO and does nothing. */
export interface IoError {
  readonly syscall: string
  /** undefined: of a syscall without a path. */
  readonly path: string | undefined
  readonly lasts: 'once' | 'for good'
}

/** The failing places of a disk: pairs of syscall and path. */
export class IoErrors {
  #errors: IoError[] = []

  add(error: IoError): void {
    this.#errors.push(error)
  }

  /** Throws EIO if this is one. `from` and `dest` are what the error tells. */
  check(syscall: string, path: string | undefined, from?: string, dest?: string): void {
    const error = this.#errors.find((candidate) => candidate.syscall === syscall && candidate.path === path)
    if (error === undefined) return
    if (error.lasts === 'once') this.#errors = this.#errors.filter((other) => other !== error)
    throw injectedError('EIO', syscall === 'readdir' ? 'scandir' : syscall, from, dest)
  }
}
