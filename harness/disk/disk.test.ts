import { constants } from 'node:fs'
import { getSystemErrorMap } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Disk, FILE_SIZE_LIMIT } from './disk.ts'
import { DiskError, errorCodes } from './errors.ts'
import { imageOf } from './frozen-image.ts'
import { OPEN } from './open-flags.ts'
import { bytesOf, versionOf } from './page.ts'
import type { FileVersion, Image } from './image.ts'

const CREATE = OPEN.RDWR | OPEN.CREAT
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const string = (data: Uint8Array): string => new TextDecoder().decode(data)

function withFile(content = ''): { disk: Disk; fd: number } {
  const disk = new Disk()
  const fd = disk.open('/a', CREATE)
  if (content !== '') disk.write(fd, bytes(content), null)
  return { disk, fd }
}

function errorOf(body: () => unknown): Record<string, unknown> {
  try {
    body()
  } catch (error) {
    const { message, code, errno, syscall, path, dest } = error as DiskError
    return { message, code, errno, syscall, path, dest }
  }
  throw new Error('nothing was thrown')
}

describe('errors', () => {
  test('have the numbers and texts of libuv', () => {
    const table = new Map([...getSystemErrorMap()].map(([number, [code, text]]) => [code, { number, text }]))
    const numbers: unknown[][] = []
    for (const code of errorCodes) {
      const error = new DiskError(code, 'open', '/x')
      // Other systems have other numbers.
      if (process.platform === 'linux') numbers.push([code, error.errno, table.get(code)?.number])
      expect(error.message).toBe(`${code}: ${table.get(code)?.text}, open '/x'`)
    }
    for (const [code, errno, wanted] of numbers) expect([code, errno]).toEqual([code, wanted])
  })

  test('look like those of Node', () => {
    const disk = new Disk()
    expect(errorOf(() => disk.open('/x', 0))).toEqual({ message: "ENOENT: no such file or directory, open '/x'", code: 'ENOENT', errno: -2, syscall: 'open', path: '/x', dest: undefined })
    expect(errorOf(() => disk.rename('/x', '/y'))).toMatchObject({ message: "ENOENT: no such file or directory, rename '/x' -> '/y'", path: '/x', dest: '/y' })
    expect(errorOf(() => disk.close(3))).toEqual({ message: 'EBADF: bad file descriptor, close', code: 'EBADF', errno: -9, syscall: 'close', path: undefined, dest: undefined })
    expect(errorOf(() => disk.readdir('/x'))).toMatchObject({ syscall: 'scandir' })
    const error = new DiskError('EIO', 'read')
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('Error')
    expect(Object.keys(error)).toEqual(['errno', 'code', 'syscall'])
    expect(error.stack).toBe('Error: EIO: i/o error, read')
    expect(Error.stackTraceLimit).toBeGreaterThan(0)
  })
})

describe('descriptors', () => {
  test.runIf(process.platform === 'linux' && process.arch === 'x64')('flags have the numbers of Linux', () => {
    expect(OPEN).toMatchObject({
      RDONLY: constants.O_RDONLY, WRONLY: constants.O_WRONLY, RDWR: constants.O_RDWR, CREAT: constants.O_CREAT, EXCL: constants.O_EXCL, TRUNC: constants.O_TRUNC,
      APPEND: constants.O_APPEND, DSYNC: constants.O_DSYNC, SYNC: constants.O_SYNC, DIRECTORY: constants.O_DIRECTORY, NOFOLLOW: constants.O_NOFOLLOW,
    })
  })

  test('get the lowest free number, from 3', () => {
    const disk = new Disk()
    expect(['/a', '/b', '/c'].map((path) => disk.open(path, CREATE))).toEqual([3, 4, 5])
    disk.close(4)
    disk.close(3)
    expect(['/d', '/e', '/f'].map((path) => disk.open(path, CREATE))).toEqual([3, 4, 6])
    expect(disk.pathOf(4)).toBe('/e')
    expect(disk.inodeOf(4)).toBe(disk.stat('/e').ino)
    expect(disk.pathOf(9)).toBe('closed descriptor 9')
    expect(disk.inodeOf(9)).toBeUndefined()
  })

  test('a closed one is EBADF for everything', () => {
    const { disk, fd } = withFile('text')
    disk.close(fd)
    const calls = [
      () => disk.close(fd), () => disk.read(fd, 1, 0), () => disk.write(fd, bytes('x'), 0), () => disk.write(fd, bytes(''), 0), () => disk.ftruncate(fd, 0),
      () => disk.fsync(fd), () => disk.fdatasync(fd), () => disk.fstat(fd),
    ]
    for (const call of calls) expect(call).toThrow('EBADF')
    expect(disk.read(disk.open('/a', 0), 9, 0)).toHaveLength(4)
  })

  test('each has its own offset; a position leaves it where it is', () => {
    const { disk, fd } = withFile('0123456789')
    const other = disk.open('/a', OPEN.RDONLY)
    expect(string(disk.read(other, 3, null))).toBe('012')
    expect(string(disk.read(other, 3, 7))).toBe('789')
    expect(string(disk.read(other, 3, null))).toBe('345')
    disk.write(fd, bytes('ab'), null)
    expect(string(disk.read(other, 99, null))).toBe('6789ab')
    expect(disk.read(other, 99, null)).toHaveLength(0)
    expect(() => disk.read(other, 1, -1)).toThrow('EINVAL')
    expect(() => disk.write(fd, bytes('x'), -1)).toThrow('EINVAL')
  })

  test('O_APPEND writes at the end of the moment, wherever the position is', () => {
    const { disk, fd } = withFile('one')
    const append = disk.open('/a', OPEN.WRONLY | OPEN.APPEND)
    disk.write(fd, bytes('two'), null)
    disk.write(append, bytes('three'), 0)
    disk.ftruncate(fd, 8)
    disk.write(append, bytes('!'), null)
    expect(string(disk.read(fd, 99, 0))).toBe('onetwoth!')
  })

  test('an unlinked file lives on in its descriptors', () => {
    const { disk, fd } = withFile('text')
    disk.unlink('/a')
    expect(disk.fstat(fd)).toMatchObject({ nlink: 0, size: 4 })
    disk.write(fd, bytes('!'), null)
    expect(string(disk.read(fd, 9, 0))).toBe('text!')
    expect(disk.freeze().hash).toBe(new Disk().freeze().hash)
  })
})

describe('the log', () => {
  test('copies the bytes', () => {
    const { disk, fd } = withFile()
    const small = bytes('small')
    const large = new Uint8Array(20_000).fill(65)
    disk.write(fd, small, null)
    disk.write(fd, large, null)
    const view = Buffer.from('a view')
    disk.write(fd, view.subarray(2), null)
    for (const given of [small, large, view]) given.fill(0)
    expect(string(disk.read(fd, 99_999, 0))).toBe('small' + 'A'.repeat(20_000) + 'view')
    expect(disk.log.map((operation) => (operation.kind === 'data' ? string(operation.bytes!).slice(0, 5) : operation.kind))).toEqual(['entry', 'small', 'AAAAA', 'view'])
  })

  test('names what each call did', () => {
    const disk = new Disk()
    const fd = disk.open('/a', CREATE, 0o600)
    disk.write(fd, bytes('abc'), 10)
    disk.ftruncate(fd, 5)
    disk.ftruncate(fd, 5)
    disk.ftruncate(fd, 9)
    disk.fdatasync(fd)
    disk.mkdir('/d', 0o777)
    disk.link('/a', '/d/b')
    disk.symlink('a', '/l')
    disk.rename('/a', '/l')
    disk.rename('/l', '/d/b')
    disk.unlink('/d/b')
    const directory = disk.open('/d', OPEN.RDONLY)
    disk.fsync(directory)
    disk.close(directory)
    disk.rmdir('/d')
    disk.open('/l', OPEN.WRONLY | OPEN.TRUNC)
    disk.open('/l', OPEN.WRONLY | OPEN.TRUNC)
    expect(disk.log.map(({ n: _n, call: _call, ...operation }) => ('atMs' in operation ? (({ atMs: _atMs, ...rest }) => rest)(operation) : operation))).toEqual([
      { kind: 'entry', directory: 1, name: 'a', inode: 2, before: 0, by: 'create', mode: 0o600 },
      { kind: 'data', inode: 2, why: 'write', from: 10, to: 13, sizeBefore: 0, size: 13, bytes: bytes('abc') },
      { kind: 'data', inode: 2, why: 'shrink', from: 5, to: 13, sizeBefore: 13, size: 5, bytes: null },
      { kind: 'data', inode: 2, why: 'extend', from: 5, to: 9, sizeBefore: 5, size: 9, bytes: null },
      { kind: 'sync', inode: 2, scope: 'fdatasync', from: 0, to: 9, covers: 4 },
      { kind: 'entry', directory: 1, name: 'd', inode: 3, before: 0, by: 'mkdir', mode: 0o755 },
      { kind: 'entry', directory: 3, name: 'b', inode: 2, before: 0, by: 'link' },
      { kind: 'entry', directory: 1, name: 'l', inode: 4, before: 0, by: 'symlink', target: 'a' },
      { kind: 'entry', directory: 1, name: 'l', inode: 2, before: 4, by: 'rename' },
      { kind: 'entry', directory: 1, name: 'a', inode: 0, before: 2, by: 'rename' },
      { kind: 'entry', directory: 3, name: 'b', inode: 0, before: 2, by: 'unlink' },
      { kind: 'sync', inode: 3, scope: 'fsync', from: 0, to: 0, covers: 11 },
      { kind: 'close', inode: 3 },
      { kind: 'entry', directory: 1, name: 'd', inode: 0, before: 3, by: 'rmdir' },
      { kind: 'data', inode: 2, why: 'shrink', from: 0, to: 9, sizeBefore: 9, size: 0, bytes: null },
    ])
    expect(disk.log.map(({ n }) => n)).toEqual(disk.log.map((_, index) => index))
    const [destination, source] = disk.log.slice(8, 10)
    expect(destination!.call).toBe(source!.call)
    expect(new Set(disk.log.map(({ call }) => call)).size).toBe(disk.log.length - 1)
  })

  test('a failed call leaves nothing in it', () => {
    const { disk, fd } = withFile()
    const { length } = disk.log
    const calls = [() => disk.open('/x/y', CREATE), () => disk.mkdir('/a'), () => disk.rename('/x', '/y'), () => disk.rmdir('/'), () => disk.unlink('/'), () => disk.ftruncate(fd, -1), () => disk.write(fd, bytes('x'), -1)]
    for (const call of calls) expect(call).toThrow(DiskError)
    disk.write(fd, bytes(''), 100)
    expect(disk.log).toHaveLength(length)
    expect(disk.fstat(fd).size).toBe(0)
  })

  test.each([OPEN.DSYNC, OPEN.SYNC])('a write through flag %i is followed by a sync of its range', (flag) => {
    const { disk, fd } = withFile('pending')
    const synced = disk.open('/a', OPEN.WRONLY | OPEN.APPEND | flag)
    disk.write(synced, bytes('now'), null)
    const [write, sync] = disk.log.slice(-2)
    expect(sync).toEqual({ kind: 'sync', n: write!.n + 1, call: write!.call, inode: disk.inodeOf(fd), scope: 'range', from: 7, to: 10, covers: write!.n + 1 })
  })

  test('a sync covers what was logged when it was issued, and is logged even if nothing is pending', () => {
    const { disk, fd } = withFile('text')
    disk.fsync(fd, 1)
    disk.fsync(fd)
    disk.fdatasync(fd, 2)
    expect(disk.log.slice(2)).toMatchObject([{ scope: 'fsync', covers: 1 }, { scope: 'fsync', covers: 3 }, { scope: 'fdatasync', covers: 2 }])
  })
})

describe('content', () => {
  test('a gap reads NUL, also what was cut off and grown again', () => {
    const { disk, fd } = withFile('x'.repeat(5000))
    disk.ftruncate(fd, 10)
    disk.ftruncate(fd, 4097)
    disk.write(fd, bytes('y'), 9000)
    expect(string(disk.read(fd, 99_999, 0))).toBe('x'.repeat(10) + '\0'.repeat(8990) + 'y')
    expect(disk.stat('/a').size).toBe(9001)
  })

  test('a sparse write far out costs nothing, beyond 2^40 it is EFBIG', () => {
    const { disk, fd } = withFile()
    expect(disk.write(fd, bytes('far'), FILE_SIZE_LIMIT - 3)).toBe(3)
    expect(string(disk.read(fd, 9, FILE_SIZE_LIMIT - 3))).toBe('far')
    expect(disk.write(fd, bytes('over'), FILE_SIZE_LIMIT - 1)).toBe(1)
    expect(() => disk.write(fd, bytes('x'), FILE_SIZE_LIMIT)).toThrow('EFBIG: file too large, write')
    expect(() => disk.ftruncate(fd, FILE_SIZE_LIMIT + 1)).toThrow('EFBIG')
    expect(() => disk.truncate('/a', FILE_SIZE_LIMIT + 1)).toThrow("EFBIG: file too large, truncate '/a'")
    expect(disk.fstat(fd).size).toBe(FILE_SIZE_LIMIT)
    const later = new Disk(disk.freeze())
    expect(string(later.read(later.open('/a', 0), 9, FILE_SIZE_LIMIT - 4))).toBe('\0fao')
  })

  test('what was read stays as it was', () => {
    const { disk, fd } = withFile('before')
    const read = disk.read(fd, 6, 0)
    disk.write(fd, bytes('after!'), 0)
    expect(string(read)).toBe('before')
    read.fill(0)
    expect(string(disk.read(fd, 6, 0))).toBe('after!')
  })

  test('truncate by path follows symbolic links', () => {
    const { disk } = withFile('text')
    disk.symlink('a', '/l')
    disk.truncate('/l', 2)
    expect(disk.stat('/a').size).toBe(2)
    expect(() => disk.truncate('/', 0)).toThrow('EISDIR')
    expect(() => disk.truncate('/a', -1)).toThrow('EINVAL')
    expect(() => disk.truncate('/x', 0)).toThrow('ENOENT')
  })
})

describe('status', () => {
  test('has type bits, and permission bits less the mask 022', () => {
    const disk = new Disk()
    disk.open('/a', CREATE, 0o666)
    disk.mkdir('/d', 0o777)
    disk.symlink('a', '/l')
    expect(['/a', '/d', '/l', '/'].map((path) => disk.lstat(path).mode)).toEqual([0o100644, 0o040755, 0o120777, 0o040755])
    expect(disk.lstat('/l')).toMatchObject({ kind: 'symlink', size: 1 })
    expect(disk.stat('/l')).toMatchObject({ kind: 'file', size: 0 })
    expect(disk.stat('/').size).toBe(4096)
  })

  test('modification time has ticks of 4 ms; what has none is as old as the boot', () => {
    const before = withFile('text').disk
    const disk = new Disk(before.freeze())
    disk.nowMs = 1003
    const fd = disk.open('/a', OPEN.WRONLY)
    disk.nowMs = 2001
    expect(disk.fstat(fd).mtimeMs).toBe(1000)
    disk.write(fd, bytes('x'), 0)
    const first = disk.fstat(fd).mtimeMs
    disk.nowMs = 2003
    disk.write(fd, bytes('x'), 0)
    expect([first, disk.fstat(fd).mtimeMs]).toEqual([2000, 2000])
    disk.nowMs = 2004
    disk.write(fd, bytes('x'), 0)
    disk.mkdir('/d')
    disk.nowMs = 9000
    expect([disk.fstat(fd).mtimeMs, disk.stat('/').mtimeMs, disk.stat('/d').mtimeMs]).toEqual([2004, 2004, 2004])
    disk.ftruncate(fd, 4)
    expect(disk.fstat(fd).mtimeMs).toBe(9000)
  })

  test('and they are in the log and in the image, so that they survive a boot', () => {
    const before = new Disk()
    before.nowMs = 1003
    const fd = before.open('/a', CREATE)
    before.mkdir('/d')
    before.nowMs = 5000
    before.write(fd, bytes('x'), 0)
    expect(before.log.map((operation) => ('atMs' in operation ? operation.atMs : undefined))).toEqual([1000, 1000, 5000])
    for (const disk of [new Disk(before.freeze()), Disk.replay(before.base, before.log, before.log.length), new Disk(new Disk(before.freeze()).freeze())]) {
      disk.nowMs = 90_000
      expect([disk.stat('/a').mtimeMs, disk.stat('/d').mtimeMs, disk.stat('/').mtimeMs]).toEqual([5000, 1000, 1000])
    }
  })

  test('counts links as they were at the call, those of the image included', () => {
    const before = new Disk()
    before.open('/a', CREATE)
    before.link('/a', '/b')
    before.mkdir('/d')
    before.mkdir('/d/e')
    const disk = new Disk(before.freeze())
    const first = disk.stat('/a')
    disk.link('/a', '/d/c')
    const second = disk.stat('/a')
    disk.unlink('/a')
    disk.rename('/d/e', '/e')
    expect([first.nlink, second.nlink, disk.stat('/b').nlink]).toEqual([2, 3, 2])
    expect([disk.stat('/').nlink, disk.stat('/d').nlink, disk.stat('/e').nlink]).toEqual([4, 2, 2])
    const fd = disk.open('/e', OPEN.RDONLY)
    disk.rmdir('/e')
    expect(disk.fstat(fd).nlink).toBe(0)
  })
})

describe('booting', () => {
  function image(): Image {
    return imageOf(
      new Map([
        [1, { kind: 'directory', mode: 0o755, entries: new Map([['a', 2], ['b', 3], ['d', 4]]) }],
        [2, { kind: 'file', mode: 0o644, content: versionOf(bytes('A'.repeat(5000))) }],
        [3, { kind: 'file', mode: 0o644, content: versionOf(bytes('B')) }],
        [4, { kind: 'directory', mode: 0o700, entries: new Map() }],
      ]),
    )
  }

  test('one image serves many disks and never changes', () => {
    const base = image()
    const disks = [new Disk(base), new Disk(base)]
    for (const disk of disks) {
      const fd = disk.open('/a', OPEN.RDWR)
      expect(string(disk.read(fd, 1, 4999))).toBe('A')
      disk.write(fd, bytes('x'), 4096)
      disk.ftruncate(fd, 4098)
      disk.rename('/b', '/d/b')
      disk.open('/c', CREATE)
    }
    expect(disks[0]!.freeze().hash).toBe(disks[1]!.freeze().hash)
    expect(disks[0]!.freeze().hash).not.toBe(base.hash)
    expect(base.hash).toBe(image().hash)
    expect(new Disk(base).freeze().hash).toBe(base.hash)
  })

  test('reads only what is asked for', () => {
    const base = image()
    const asked: number[] = []
    const watched: Image = { root: base.root, hash: base.hash, nextInode: base.nextInode, node: (inode) => (asked.push(inode), base.node(inode)), mtimeMs: (inode) => base.mtimeMs(inode) }
    const disk = new Disk(watched)
    expect(asked).toEqual([])
    const fd = disk.open('/a', OPEN.RDWR)
    disk.write(fd, bytes('x'), 0)
    disk.read(fd, 9, 0)
    disk.fstat(fd)
    disk.open('/new', CREATE)
    disk.close(fd)
    expect(asked).toEqual([1, 2])
  })

  test('a version that was frozen stays, and an unchanged one is the same object', () => {
    const { disk, fd } = withFile('one')
    const first = disk.freeze()
    const again = disk.freeze()
    const inode = disk.inodeOf(fd)!
    const content = (of: Image): unknown => (of.node(inode) as { content: unknown }).content
    expect(content(again)).toBe(content(first))
    disk.write(fd, bytes('two'), 0)
    disk.mkdir('/d')
    expect(disk.freeze().hash).not.toBe(first.hash)
    expect(first.hash).toBe(again.hash)
    expect(string(bytesOf(content(first) as FileVersion))).toBe('one')
    expect(new Disk(first).readdir('/')).toEqual([{ name: 'a', kind: 'file' }])
  })

  test('what has no name is not part of an image, its number stays taken', () => {
    const { disk, fd } = withFile('text')
    disk.unlink('/a')
    const frozen = disk.freeze()
    expect(frozen.node(disk.inodeOf(fd)!)).toBeUndefined()
    expect(frozen.nextInode).toBe(3)
  })
})

describe('names', () => {
  test('are listed in order, with their kinds', () => {
    const disk = new Disk()
    disk.open('/b', CREATE)
    disk.mkdir('/a')
    disk.symlink('x', '/c')
    expect(disk.readdir('/')).toEqual([{ name: 'a', kind: 'directory' }, { name: 'b', kind: 'file' }, { name: 'c', kind: 'symlink' }])
    expect(disk.readlink('/c')).toBe('x')
  })

  test('relative paths start at the root, above which there is nothing', () => {
    const disk = new Disk()
    disk.mkdir('d')
    disk.open('d/../../../d/./a', CREATE)
    expect(disk.readdir('/d/../..//d/')).toEqual([{ name: 'a', kind: 'file' }])
  })

  test('a rename onto another name of the same inode does nothing', () => {
    const { disk } = withFile('text')
    disk.link('/a', '/b')
    const { length } = disk.log
    disk.rename('/a', '/b')
    expect(disk.log).toHaveLength(length)
    expect(disk.readdir('/')).toHaveLength(2)
  })

  test('access permits all but to execute what nobody may execute', () => {
    const { disk } = withFile()
    disk.open('/run', CREATE, 0o755)
    expect(() => disk.access('/a', 1)).toThrow("EACCES: permission denied, access '/a'")
    for (const [path, mode] of [['/a', 6], ['/run', 7], ['/', 7], ['/a', 0]] as const) expect(disk.access(path, mode)).toBeUndefined()
    expect(() => disk.access('/x', 0)).toThrow('ENOENT')
  })
})
