import type { SeedOauthClientApp } from '../oauth/client-app'
import type { SeedApiKey, SeedUser } from './seed'

const regular = (id: number, firstName: string): SeedUser => ({
  id,
  first_name: firstName,
  last_name: 'Regular',
  email: `${firstName.toLowerCase()}@emulator.example`,
})

const NAMES = 'Bea Cleo Dan Eva Finn Gus Hana Ivo Jan Kim Leo Mia Ned Ola Pia Quin Rita Sol Tim'.split(' ')

/**
 * Whom the emulator knows when no seed is given: admin 1, regular users 2 to 20 and 789, embed user 790, service account 791
 * (an admin), disabled user 792; API keys for 1, 2, 791 and 792; the OAuth client app `emulator-app`. Nothing in it is secret.
 *
 * @example
 * const { apiKeys } = defaultSeed()
 * createEmulator({ seed: { ...defaultSeed(), options: { tokenLifetimeSeconds: 5 } } })
 */
export function defaultSeed(): {
  users: SeedUser[]
  apiKeys: SeedApiKey[]
  oauthClientApps: SeedOauthClientApp[]
} {
  return {
    users: [
      { id: 1, first_name: 'Ada', last_name: 'Admin', email: 'ada@emulator.example', admin: true },
      ...NAMES.map((name, index) => regular(index + 2, name)),
      regular(789, 'Ana'),
      { id: 790, first_name: 'Emil', last_name: 'Embed', kind: 'embed', credentials: { embed: 'emil' } },
      { id: 791, first_name: 'Sam', last_name: 'Service', kind: 'service', admin: true },
      { ...regular(792, 'Dora'), last_name: 'Disabled', is_disabled: true },
    ],
    apiKeys: [
      { client_id: 'lookeremulatoradmin1', client_secret: 'lookeremulatorsecret0001', user_id: 1 },
      { client_id: 'lookeremulatoruser02', client_secret: 'lookeremulatorsecret0002', user_id: 2 },
      { client_id: 'lookeremulatorsvc791', client_secret: 'lookeremulatorsecret0791', user_id: 791 },
      { client_id: 'lookeremulatoroff792', client_secret: 'lookeremulatorsecret0792', user_id: 792 },
    ],
    // A page of your own has another address: register an app for it.
    oauthClientApps: [
      {
        client_guid: 'emulator-app',
        redirect_uri: 'https://app.emulator.example/callback',
        display_name: 'Emulator App',
        description: 'The OAuth client app of the default seed.',
      },
    ],
  }
}
