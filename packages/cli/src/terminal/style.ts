import type { Env } from '@looker-auth/node'
import picocolors from 'picocolors'

/** Colours for one stream. */
export type Style = ReturnType<typeof picocolors.createColors>

/** Colours on a terminal, unless NO_COLOR or --no-color asks for none. */
export function styleOf(stream: { readonly isTTY?: boolean }, env: Env, color = true): Style {
  return picocolors.createColors(color && stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb')
}
