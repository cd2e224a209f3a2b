import { join } from 'node:path'
import { describeRecord, fileStorePath, type RecordDescription } from '@looker-auth/node'
import { openTokens, type Tokens } from '../connection/tokens.js'
import { type Note, readNotes, removeNote } from './noting-store.js'

/** A sign-in that is stored. */
export interface StoredSignIn extends Note {
  readonly record: RecordDescription
}

/** What is stored, and what of it cannot be read. */
export interface StoredSignIns {
  readonly signIns: readonly StoredSignIn[]
  /** How many are encrypted, where the keychain did not give the key. */
  readonly locked: number
}

/** The sign-ins that this command, or a program beside it on the same store, keeps on this machine. */
export async function storedSignIns(): Promise<StoredSignIns> {
  const plain = await fileStorePath()
  const open = await readStore(plain, () => openTokens(false))
  const sealed = await readNotes(join(plain, 'keychain'))
  if (sealed.length === 0) return { signIns: open, locked: 0 }
  try {
    return {
      signIns: [...open, ...(await readStore(join(plain, 'keychain'), () => openTokens(true)))],
      locked: 0,
    }
  } catch {
    return { signIns: open, locked: sealed.length }
  }
}

async function readStore(folder: string, open: () => Promise<Tokens>): Promise<readonly StoredSignIn[]> {
  const notes = await readNotes(folder)
  if (notes.length === 0) return []
  const { store } = await open()
  const found = await Promise.all(
    notes.map(async (note): Promise<StoredSignIn | undefined> => {
      const stored = await store.load(note.key)
      const record = stored && describeRecord(stored.record.value)
      if (record?.kind === 'token') return { ...note, record }
      if (stored === undefined) await removeNote(folder, note.key)
      return undefined
    }),
  )
  return found.filter(signIn => signIn !== undefined)
}
