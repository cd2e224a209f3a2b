import type { AuthError } from '@looker-auth/core'

/** A setting as a person may see it: its value, where it is from, and what is wrong. It shows no secret. */
export interface SettingReport {
  /** As looker.ini writes it: `base_url`. Also `looker.ini` for the file itself, and `options` for options that cannot be used. */
  readonly setting: string
  /** The value or its default. Of `client_secret` only the length, of `client_id` the first 4 and the last 4 characters. Undefined where there is none. */
  readonly value: string | undefined
  /** The place that counts, as errors call it: `environment variable LOOKERSDK_BASE_URL`, `the default`. Undefined where it is missing. */
  readonly where: string | undefined
  /** Other places that set it too, and do not count. */
  readonly ignored: readonly string[]
  /** What looks wrong, a sentence each. */
  readonly remarks: readonly string[]
  /** What a session would throw for it: an AuthError with the code `configuration`. */
  readonly error: AuthError | undefined
}

/** A report without anything, to be filled in. */
export const blankReport = {
  value: undefined,
  where: undefined,
  ignored: [],
  remarks: [],
  error: undefined,
} as const satisfies Omit<SettingReport, 'setting'>
