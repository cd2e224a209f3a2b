import { createHash } from 'node:crypto'
import { AuthError } from '@looker-auth/core'

/** What belongs to one identity in Redis. The braces put all of it into one slot of a cluster. */
export interface Names {
  readonly record: string
  readonly lock: string
  readonly channel: string
}

/** Names under a prefix. They hold a hash and nothing else. */
export function namesUnder(prefix = 'looker-auth:'): (key: string) => Names {
  if (typeof prefix !== 'string' || /[{}]/.test(prefix)) {
    throw new AuthError('configuration', {
      message: 'The prefix of the keys in Redis must be text without braces.',
      hint: 'Give another prefix, or leave it out for "looker-auth:".',
    })
  }
  return key => {
    const hash = createHash('sha256').update(JSON.stringify(key)).digest('base64url')
    const base = `${prefix}{${hash}}`
    return {
      record: `${base}:record`,
      lock: `${base}:lock`,
      channel: `${base}:changed`,
    }
  }
}
