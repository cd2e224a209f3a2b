import type { OptionDefinition } from './definition.js'

/** A heading of the help, and the options below it. */
export interface OptionGroup {
  readonly heading: string
  readonly options: readonly OptionDefinition[]
}

/** The options that every subcommand takes. */
export const globalOptions: readonly OptionGroup[] = [
  {
    heading: 'Which instance, and which API key:',
    options: [
      {
        flags: '--profile <name>',
        description: 'a profile of `looker-auth profile` (environment: LOOKER_AUTH_PROFILE)',
      },
      { flags: '--config <file>', description: 'the settings file (default: looker.ini in this folder)' },
      {
        flags: '--section <name>',
        description: 'the section of the settings file (default: Looker, or the only section)',
      },
      { flags: '--env-prefix <prefix>', description: 'what the variables begin with (default: LOOKERSDK)' },
      { flags: '--base-url <url>', description: 'the address of the instance: https://me.looker.com:19999' },
      {
        flags: '--client-id <id>',
        description: "the API key's client_id; with login --oauth, the client_guid of the application",
        ifEmpty: 'Give the client_id, or leave the option out.',
      },
      {
        flags: '--api-version <version>',
        description: 'the version of the API (default: 4.0)',
        choices: ['3.0', '3.1', '4.0'],
      },
      {
        flags: '--workspace <name>',
        description:
          'the workspace: which LookML the requests use, that of production (default) or of your development mode',
        choices: ['production', 'dev'],
      },
      { flags: '--netrc', description: 'take the API key of the host from ~/.netrc' },
      {
        flags: '--keychain',
        description:
          "encrypt stored tokens with a key in the system's keychain (environment: LOOKER_AUTH_KEYCHAIN=1)",
      },
    ],
  },
  {
    heading: 'Output:',
    options: [
      { flags: '--json', description: 'JSON on stdout; errors as JSON on stderr' },
      { flags: '--verbose', description: 'show each request on stderr; secrets are left out' },
      { flags: '--no-color', description: 'no colours (environment: NO_COLOR)' },
    ],
  },
]

/** Options that would put a secret where other users see it. They are refused. */
export const secretOptions = [
  '--client-secret',
  '--client_secret',
  '--secret',
  '--password',
  '--token',
  '--access-token',
] as const
