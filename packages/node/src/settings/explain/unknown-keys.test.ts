import { expect, test } from 'vitest'
import { explainSettings } from '../explain-settings.js'

const text =
  '[Looker]\nbase_ulr=x\nBase_Url=https://looker.acme.io\ncanary7SECRET=\n[Other]\nclientid=x\n[Right]\ntimeout=1'

function remarks(section: string): readonly string[] | undefined {
  const options = { env: {}, iniPath: '/x/looker.ini', section, readFile: () => text }
  return explainSettings(options).find(({ setting }) => setting === 'looker.ini')?.remarks
}

test('keys of the section that are not settings are listed, but no text that may be a part of a secret', () => {
  expect(remarks('Looker')).toEqual([
    'These keys are not settings: base_ulr (line 2), one in line 4. The settings are base_url, allow_insecure_http, client_id, client_secret, verify_ssl, timeout, api_version, ca.',
  ])
  expect(remarks('Other')).toEqual([
    expect.stringContaining('This key is not a setting: clientid (line 6). The settings are'),
  ])
  expect(remarks('Right')).toEqual([])
})
