import { AuthError } from '@looker-auth/core'

interface Known {
  readonly message: string
  readonly hint: string
  readonly retryable?: boolean
}

const blocked: Known = {
  message: 'The browser lets this page store nothing.',
  hint: 'Site data is blocked, or the page is a sandboxed or third-party frame: allow site data for this site, or use memoryStore().',
  retryable: false,
}

/** What the platform's errors mean, by their names. */
const known: Readonly<Record<string, Known>> = {
  SecurityError: blocked,
  // Private windows of some browsers refuse to open a database so.
  InvalidStateError: blocked,
  NotSupportedError: blocked,
  QuotaExceededError: {
    message: 'The browser has no room left for this site.',
    hint: 'Delete data of this site or free disk space; private windows have little room.',
  },
  VersionError: {
    message: 'Another tab runs a newer release of this site, which upgraded the database.',
    hint: 'Reload this page.',
    retryable: false,
  },
  NotFoundError: {
    message: 'The database of this name is not ours.',
    hint: 'Give indexedDbStore another name, or delete that database.',
    retryable: false,
  },
}

/** Among them is the UnknownError with which Chromium opens no database where the user blocks site data, and where it is damaged. */
const unknown: Known = {
  message: "The browser's storage failed.",
  hint: 'Allow site data for this site where it is blocked; else reload the page, and if that does not help, clear the data of this site in the browser.',
}

/** Storage that the platform does not have, or has hidden. */
export function storageMissing(): AuthError {
  return new AuthError('store_failed', blocked)
}

/** What the platform said of its storage, with the next step. */
export function storageFailure(cause: unknown): AuthError {
  if (AuthError.is(cause)) return cause
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : ''
  return new AuthError('store_failed', { ...(known[name] ?? unknown), cause })
}
