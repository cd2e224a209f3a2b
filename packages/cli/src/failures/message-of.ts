import type { AuthError } from '@looker-auth/node'

/** What happened, without the next step. */
export function messageOf({ message, hint }: AuthError): string {
  return message.endsWith(hint) ? message.slice(0, -hint.length).trim() : message
}
