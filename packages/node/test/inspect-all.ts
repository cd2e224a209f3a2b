import { inspect } from 'node:util'

/** Everything that anyone could print of a value, for a search of secrets. */
export function inspectAll(value: unknown): string {
  const options = {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  }
  return [inspect(value, options), String(value), JSON.stringify(value) ?? '', bytesOf(value)].join('\n')
}

/** Text of the raw bytes that an error may carry; `inspect` shows them as numbers. */
function bytesOf(value: unknown, depth = 0): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (typeof value !== 'object' || value === null || depth > 5) return ''
  return Reflect.ownKeys(value)
    .map(key => bytesOf(Reflect.get(value, key), depth + 1))
    .join('\n')
}

/** An error as seen from outside. */
export interface Failure extends Error {
  readonly cause?: { readonly code?: string }
}

/** The error that the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    return error as Failure
  }
  throw new Error('it did not reject')
}
