import type { CommandDefinition, OptionDefinition } from './definition.js'

const as: OptionDefinition = {
  flags: '--as <user>',
  description: 'run as the user with this id (sudo: the API key of an admin gets a token of another user)',
}

/** The subcommands, in the order of the help. */
export const commands: readonly CommandDefinition[] = [
  {
    name: 'token',
    summary: 'print an access token',
    description:
      'Prints an access token and nothing else. The token is stored: further calls, also at the same moment, use it until it is about to expire.',
    options: [as, { flags: '--header', description: 'print it as a header: Authorization: Bearer ...' }],
    examples: [
      ['looker-auth token', 'sign in if need be, and print the token'],
      [
        'curl -H "$(looker-auth token --header)" https://me.looker.com/api/4.0/user',
        'send a request as the owner of the API key; docs/cli.md has the form for scripts',
      ],
      [
        'looker-auth token --header | curl -H @- https://me.looker.com/api/4.0/user',
        'the same, and no other user of the machine sees the token in the arguments of curl',
      ],
      ['looker-auth token --as 789', 'print a token of user 789'],
    ],
    load: () => import('../commands/token.js'),
  },
  {
    name: 'doctor',
    summary: 'check settings, network and sign-in, and say what to fix',
    description:
      'Checks all that a sign-in needs, step by step: the settings and where each is from, the network, the certificate, the proxy, the API, the clocks, the API key, its user, sudo (tokens of other users), the store (the files of the tokens). The last line says what to fix first. Exit code 1 if there is something to fix.',
    examples: [
      ['looker-auth doctor', 'check the settings of this folder'],
      ['looker-auth doctor --json', 'the same for a program'],
    ],
    load: () => import('../commands/doctor.js'),
  },
  {
    name: 'whoami',
    summary: 'show the user whom requests run as',
    description: 'Asks Looker for the user of the token.',
    options: [as],
    load: () => import('../commands/whoami.js'),
  },
  {
    name: 'status',
    summary: 'show what is stored',
    description:
      'Shows the stored sign-ins, their age and their expiry. It shows no token, and sends nothing.',
    load: () => import('../commands/status.js'),
  },
  {
    name: 'fetch',
    summary: 'send a request to the API',
    description:
      'Sends a request to the API and prints the answer. The path is below /api/{version}. The body of an answer of 400 or more goes to stdout too, and the exit code is 22. Check the exit code; in a pipe, `set -o pipefail` of bash and zsh passes it on.',
    arguments: [{ syntax: '<path>', description: 'such as /user or /dashboards/search?limit=5' }],
    options: [
      as,
      { flags: '-X, --request <method>', description: 'the method (default: GET; POST with -d or -f)' },
      { flags: '-d, --data <body>', description: 'the body; @file reads it from a file, @- from stdin' },
      {
        flags: '-f, --field <name=value>',
        description:
          'a field of a JSON body; may be repeated. A request with fields is a POST, so that fields of the query need -X GET',
        repeatable: true,
      },
      {
        flags: '-H, --header <header>',
        description: 'a header: "Name: value"; may be repeated',
        repeatable: true,
      },
      { flags: '-i, --include', description: 'print status and headers too' },
      { flags: '--paginate', description: 'follow the links to further pages, and print one list' },
    ],
    examples: [
      ['looker-auth fetch /user', 'the user of the token'],
      ['looker-auth fetch /looks/42/run/csv > look.csv', 'stream a result into a file'],
      ['looker-auth fetch /dashboards/search -X GET -f limit=50 --paginate', 'all dashboards, 50 at a time'],
      [
        [
          'set -o pipefail',
          'looker-auth fetch /dashboards/search -X GET -f limit=50 --paginate |',
          "  python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'",
        ].join('\n'),
        'count them; if a request fails, so does the pipe',
      ],
      ['looker-auth fetch /folders -f name=Sales -f parent_id=1', 'send JSON by POST'],
    ],
    load: () => import('../commands/fetch.js'),
  },
  {
    name: 'login',
    summary: 'sign in, with an API key or in the browser',
    description:
      "Signs in with the API key of the settings. If there is none, it asks for one, and keeps the address and the client_id as a profile, the secret only with --save-secret. With --oauth, a person signs in on Looker's pages; the refresh token is stored, and the address is kept as a profile too. A new profile has the name of the host.",
    options: [
      {
        flags: '--save-secret',
        description: 'keep the secret too: in the profile (mode 0600), or with --keychain in the keychain',
      },
      { flags: '--secret-stdin', description: 'read the secret from stdin instead of asking for it' },
      {
        flags: '--oauth',
        description:
          "sign in on Looker's pages, in a browser; --client-id is then the client_guid of an OAuth application, the id under which it is registered (default: com.looker.cli, which is registered from Looker 26.10 on; before that, an admin must register one)",
      },
      {
        flags: '--web-url <url>',
        description: "the address of Looker's pages, where it is not that of the API",
      },
      {
        flags: '--port <number>',
        description: 'the port to wait on for the browser (default: 7777, else a free one)',
      },
      {
        flags: '--no-browser',
        description:
          'only print the address, for a browser on any machine; on a terminal, the address where that browser ends may be pasted',
      },
    ],
    examples: [
      ['looker-auth login', 'ask for the address and an API key, and sign in'],
      [
        [
          'printf %s "$SECRET" | looker-auth login --base-url https://me.looker.com \\',
          '  --client-id CLIENT_ID --save-secret --secret-stdin',
        ].join('\n'),
        'keep an API key as the profile me.looker.com, without a question',
      ],
      ['looker-auth login --oauth --base-url https://me.looker.com', 'sign in as yourself'],
      [
        'looker-auth login --oauth --client-id my-app --port 8400',
        'with an OAuth application of your own, registered for http://127.0.0.1:8400',
      ],
    ],
    load: () => import('../commands/login.js'),
  },
  {
    name: 'logout',
    summary: 'sign out, and revoke the tokens',
    description:
      'Removes the stored token, and revokes it at Looker, with the tokens of users that were asked for with it (--as). If Looker cannot be reached, the token is removed all the same, and the command says so. Saved secrets stay: `looker-auth profile remove` removes them.',
    options: [as, { flags: '--all', description: 'every stored sign-in' }],
    examples: [
      ['looker-auth logout', 'sign out of the instance of the settings'],
      ['looker-auth logout --all', 'sign out of every instance; it needs no setting'],
    ],
    load: () => import('../commands/logout.js'),
  },
  {
    name: 'profile',
    summary: 'keep several instances by name',
    description:
      'A profile is one Looker instance by name. It holds the secret only with --save-secret or --secret-stdin.',
    examples: [
      [
        'looker-auth profile add prod --base-url https://me.looker.com --client-id ID',
        'the first profile is the active one',
      ],
      ['looker-auth profile add dev --base-url https://dev.looker.com --client-id ID', 'a second instance'],
      ['looker-auth login --profile dev --save-secret', 'ask for the secret of dev, and keep it'],
      ['looker-auth whoami --profile dev', 'use dev for one call'],
      ['looker-auth profile use dev', 'make dev the active one'],
    ],
    commands: [
      {
        name: 'list',
        summary: 'list the profiles',
        description: 'Lists the profiles. The active one has a star.',
        load: () => import('../commands/profile/list.js'),
      },
      {
        name: 'use',
        summary: 'make a profile the active one',
        description:
          'The active profile is used if neither options nor LOOKERSDK_BASE_URL nor a looker.ini in this folder name an instance.',
        arguments: [{ syntax: '<name>', description: 'the profile', names: 'profiles' }],
        load: () => import('../commands/profile/use.js'),
      },
      {
        name: 'add',
        summary: 'add a profile, or replace it',
        description:
          'Adds a profile, or replaces the one of that name. What the options lack (address, client_id, API version, certificate authorities) is taken from the settings; with --netrc the client_id stays in ~/.netrc.',
        arguments: [{ syntax: '<name>', description: 'the name' }],
        options: [
          { flags: '--save-secret', description: 'ask for the secret, and keep it' },
          { flags: '--secret-stdin', description: 'read the secret from stdin, and keep it' },
          { flags: '--ca <file>', description: 'certificate authorities to trust (PEM)' },
          { flags: '--allow-insecure-http', description: 'allow http:// for hosts other than this machine' },
        ],
        examples: [
          ['looker-auth profile add prod --base-url https://me.looker.com --netrc', 'an instance by name'],
        ],
        load: () => import('../commands/profile/add.js'),
      },
      {
        name: 'remove',
        summary: 'remove a profile',
        description:
          'Removes a profile, and a secret that was kept for it. Stored tokens stay until `looker-auth logout --all`.',
        arguments: [{ syntax: '<name>', description: 'the profile', names: 'profiles' }],
        load: () => import('../commands/profile/remove.js'),
      },
    ],
  },
  {
    name: 'emulator',
    summary: 'run a local Looker API (@looker-auth/emulator)',
    description:
      'Runs the emulator with the options that follow, if @looker-auth/emulator is installed. The API key of its admin is lookeremulatoradmin1 with the secret lookeremulatorsecret0001, unless --seed gives other users.',
    passesOn: true,
    examples: [['looker-auth emulator --port 19999', 'a local Looker API on port 19999']],
    load: () => import('../commands/emulator.js'),
  },
  {
    name: 'completion',
    summary: 'print a script for the tab key of your shell',
    description:
      'Prints a script with which a shell completes subcommands, options, their values and the names of profiles.',
    arguments: [{ syntax: '<shell>', description: 'your shell', choices: ['bash', 'zsh', 'fish'] }],
    examples: [
      ['source <(looker-auth completion bash)', 'in ~/.bashrc'],
      ['source <(looker-auth completion zsh)', 'in ~/.zshrc, below compinit'],
      ['looker-auth completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    load: () => import('../commands/completion.js'),
  },
]
