/** The settings that environment and file can hold: the file's key, and what follows the prefix in the environment. */
export const settingKeys = {
  base_url: { option: 'baseUrl', variable: 'BASE_URL' },
  allow_insecure_http: { option: 'allowInsecureHttp', variable: 'ALLOW_INSECURE_HTTP' },
  client_id: { option: 'clientId', variable: 'CLIENT_ID' },
  client_secret: { option: 'clientSecret', variable: 'CLIENT_SECRET' },
  verify_ssl: { option: 'verifySsl', variable: 'VERIFY_SSL' },
  timeout: { option: 'timeoutMs', variable: 'TIMEOUT' },
  api_version: { option: 'apiVersion', variable: 'API_VERSION' },
  ca: { option: 'ca', variable: 'CA' },
} as const

/** A setting's name, as looker.ini writes it. */
export type SettingKey = keyof typeof settingKeys

/** The two parts of an API key. */
export type KeyPart = 'client_id' | 'client_secret'

/** Whether it is one of the two parts of an API key. */
export function isKeyPart(key: SettingKey): key is KeyPart {
  return key === 'client_id' || key === 'client_secret'
}

/** Whether looker.ini can hold a setting of this name, in any case. */
export function isSettingKey(name: string): boolean {
  return Object.hasOwn(settingKeys, name.toLowerCase())
}
