import type { AuthError } from '@looker-auth/core'
import {
  addressOf,
  allowInsecureHttpOf,
  apiVersionOf,
  caOf,
  timeoutOf,
  verifySslOf,
} from '../checked-settings.js'
import { checkInstance, keyPartOf, missingKey } from '../credentials.js'
import type { SettingsOptions } from '../options.js'
import type { KeyPart, SettingKey } from '../setting-keys.js'
import { sourceOptionsOf } from '../source-options.js'
import { openSources, type SourceOptions, type Sources } from '../sources.js'
import { attempt } from './attempt.js'

/** The options, and what they say of other places. */
export interface Context {
  readonly options: SettingsOptions
  readonly choice: SourceOptions
  /** Without the file, where that cannot be read. */
  readonly sources: Sources
  readonly fileError: AuthError | undefined
}

export function openContext(options: SettingsOptions): Context {
  const choice =
    attempt(() => sourceOptionsOf(options)).result ?? sourceOptionsOf({ ...options, envPrefix: undefined })
  const { result, error } = attempt(() => openSources(choice))
  const sources = result ?? openSources({ ...choice, ini: undefined })
  return { options, choice, sources, fileError: error }
}

/** How one setting is read, as text, and what it is where no place sets it. A session needs the settings that have no default. */
export interface Reading {
  /** @throws AuthError `configuration`, as a session does. */
  read(context: Context): string | undefined
  readonly otherwise?: string
}

/** In the order in which a person looks at them. */
export const readings: Readonly<Record<SettingKey, Reading>> = {
  base_url: { read: context => addressOf(context.options, context.sources, mayBeClearText(context)) },
  client_id: { read: context => keyPart('client_id', context) },
  client_secret: { read: context => keyPart('client_secret', context) },
  api_version: { read: ({ options, sources }) => apiVersionOf(options, sources), otherwise: '4.0' },
  verify_ssl: {
    read: ({ options, sources }) => String(verifySslOf(options, sources)?.value),
    otherwise: 'true',
  },
  ca: {
    read: ({ options, sources }) =>
      caOf(options, sources, attempt(() => verifySslOf(options, sources)).result)?.given,
    otherwise: "Node's certificate authorities",
  },
  timeout: {
    read: ({ options, sources }) => seconds(timeoutOf(options, sources)),
    otherwise: '120 seconds',
  },
  allow_insecure_http: {
    read: ({ options, sources }) => String(allowInsecureHttpOf(options, sources)),
    otherwise: 'false',
  },
}

function mayBeClearText({ options, sources }: Context): boolean {
  return attempt(() => allowInsecureHttpOf(options, sources)).result ?? false
}

/** @throws AuthError `configuration` for a part that is missing, and for one that is for another instance than the base URL. */
function keyPart(key: KeyPart, context: Context): string {
  const { options, sources } = context
  const part = keyPartOf(key, options, sources)
  if (part === undefined) {
    const found = (other: KeyPart) => attempt(() => keyPartOf(other, options, sources)).result
    throw missingKey(found('client_id'), found('client_secret'), sources)
  }
  const baseUrl = attempt(() => readings.base_url.read(context)).result
  if (baseUrl !== undefined) checkInstance(part, baseUrl)
  return part.text
}

function seconds(timeoutMs: number): string {
  return timeoutMs === 0 ? '0 (no bound)' : `${timeoutMs / 1000} seconds`
}
