import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeAtomically } from '../../src/runtime/write-atomically.js'

vi.mock('node:fs/promises', { spy: true })

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const bytes = Buffer.from('new')

/** The error of a write, and its code. */
const failure = async (path: unknown): Promise<[message: string, code: unknown]> => {
  const error = await writeAtomically(path as string, bytes).then(
    () => new Error('it was written'),
    (reason: Error) => reason,
  )
  expect(error.stack).not.toContain('.tmp')
  expect(error.cause).toBeUndefined()
  return [error.message, (error as NodeJS.ErrnoException).code]
}

describe('writeAtomically', () => {
  it('replaces a file whole, and leaves nothing else', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'old and longer')
    await writeAtomically(path, bytes)
    expect(await readFile(path, 'utf8')).toBe('new')
    await Promise.all(['a', 'b', 'c'].map((text) => writeAtomically(path, Buffer.from(text))))
    expect(await readFile(path, 'utf8')).toMatch(/^[abc]$/)
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('takes names as long as the file system does', async () => {
    await writeAtomically(join(folder, 'x'.repeat(255)), bytes)
    const path = join(folder, 'x'.repeat(256))
    expect(await failure(path)).toEqual([`cannot write ${path}: ENAMETOOLONG: name too long`, 'ENAMETOOLONG'])
    expect(await readdir(folder)).toEqual(['x'.repeat(255)])
  })

  it('says which folder is not there', async () => {
    const path = join(folder, 'no', 'file')
    expect(await failure(path)).toEqual([`cannot write ${path}: there is no folder ${join(folder, 'no')}`, 'ENOENT'])
    await writeFile(join(folder, 'no'), '')
    expect(await failure(path)).toEqual([
      `cannot write ${path}: a part of that path is a file, not a folder`,
      'ENOTDIR',
    ])
  })

  it('leaves a folder as it is', async () => {
    const path = join(folder, 'inner')
    await mkdir(path)
    expect(await failure(path)).toEqual([`cannot write ${path}: it is a folder; give the path of a file`, 'EISDIR'])
    expect(await readdir(folder)).toEqual(['inner'])
    expect(await readdir(path)).toEqual([])
  })

  it('says where there is no permission', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('the superuser may write everywhere')
    await chmod(folder, 0o555)
    const path = join(folder, 'file')
    expect(await failure(path)).toEqual([
      `cannot write ${path}: there is no permission to write in the folder ${folder}`,
      'EACCES',
    ])
    await chmod(folder, 0o755)
  })

  it.each([
    ['EACCES', 'permission denied', 'there is no permission to write in the folder '],
    ['EPERM', 'operation not permitted', 'there is no permission to write in the folder '],
    ['ENOSPC', 'no space left on device', 'ENOSPC: no space left on device'],
  ])('puts %s into words', async (code, text, words) => {
    const { open } = await import('node:fs/promises')
    vi.mocked(open).mockImplementation((path) =>
      Promise.reject(Object.assign(new Error(`${code}: ${text}, open '${String(path)}'`), { code })),
    )
    const [message, kept] = await failure(join(folder, 'file'))
    expect(message).toContain(`cannot write ${join(folder, 'file')}: ${words}`)
    expect(kept).toBe(code)
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [3, 'number'],
    [new URL('file:///x'), 'object'],
    ['', '""'],
    ['a\0b', '"a\\u0000b"'],
  ])('says that %j is no path', async (path, got) => {
    expect((await failure(path))[0]).toBe(
      `cannot write the file: its path must be a string such as 'model.safetensors', got ${got}`,
    )
  })
})
