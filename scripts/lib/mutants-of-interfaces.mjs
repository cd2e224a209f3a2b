/**
 * Faults of the parts that talk: to Looker, to a page, to a caller of the documents' operations.
 * @type {readonly { name: string, edits: readonly { file: string, find: string, put: string }[] }[]}
 */
export const ofInterfaces = [
  {
    name: 'a callback gets no error',
    edits: [
      {
        file: 'api-auth/callback.ts',
        find: 'callback(outcome.error as Error, null, response)',
        put: 'callback(null, null as never, response)',
      },
    ],
  },
  {
    name: "a user's id is put into the path as it is",
    edits: [
      {
        file: 'protocol/login-user.ts',
        find: 'encodeURIComponent(canonicalUserId(userId, target.apiVersion))',
        put: 'canonicalUserId(userId, target.apiVersion)',
      },
    ],
  },
  {
    name: 'clear text to any host',
    edits: [
      {
        file: 'protocol/base-url.ts',
        find: 'if (!allowInsecureHttp && isClearText(url)) {',
        put: 'if (allowInsecureHttp === null && isClearText(url)) {',
      },
    ],
  },
  {
    name: 'a refresh token is sent before its claim stands',
    edits: [
      {
        file: 'oauth/refresh-rotation.ts',
        find: 'if (committed.won) return claimed(',
        put: 'if (committed.won || commits > 0) return claimed(',
      },
    ],
  },
  {
    name: 'an answer of another issuer is taken',
    edits: [
      {
        file: 'oauth/authorization-code.ts',
        find: 'if (iss === undefined || [',
        put: 'if (iss !== null || [',
      },
    ],
  },
  {
    name: "a page gets another user's token",
    edits: [
      {
        file: 'token-endpoint/create-token-endpoint.ts',
        find: 'if (asked !== subject) refuse()',
        put: 'if (asked === null) refuse()',
      },
    ],
  },
  {
    name: 'the id of another system becomes another user at a renewal',
    edits: [
      {
        file: 'sudo/sudo-grant.ts',
        find: 'if (asking.subject === undefined || asking.subject === found) return found',
        put: 'if (asking.subject !== null) return found',
      },
    ],
  },
  {
    name: "a page gets new embed tokens for another browser's",
    edits: [{ file: 'embed/record/embed-record.ts', find: 'session.key === sessionKey &&', put: '' }],
  },
  {
    name: 'an embed session outlives the sign-out during which it was made',
    edits: [
      {
        file: 'embed/keep-made.ts',
        find: 'look = await confirm(asked, made)',
        put: 'look = { tokens: made.tokens }',
      },
    ],
  },
  {
    name: 'a page gets new embed tokens with permissions that the user has lost',
    edits: [{ file: 'embed/record/embed-record.ts', find: 'session.definition === definition &&', put: '' }],
  },
]
