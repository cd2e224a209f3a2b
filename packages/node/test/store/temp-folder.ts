import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes folders that are gone when the test file is over. */
export function tempFolders(): () => Promise<string> {
  const made: string[] = []
  afterAll(() => Promise.all(made.map(path => rm(path, { recursive: true, force: true }))))
  return async () => {
    const path = await mkdtemp(join(tmpdir(), 'looker-auth-test-'))
    made.push(path)
    return path
  }
}

/** Every file below the folder, by its path from there. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}
