/**
 * Faults that core's tests must catch. `find` has to stand exactly once in its file, so that no fault goes out of date
 * unnoticed.
 * @type {readonly { name: string, edits: readonly { file: string, find: string, put: string }[] }[]}
 */
export const mutants = [
  {
    name: 'sudo falls back to the admin',
    edits: [
      {
        file: 'grants/sudo.ts',
        find: "if (!AuthError.is(error) || error.code !== 'token_rejected') throw error",
        put: `if (AuthError.is(error)) {
        return {
          token: { access_token: admin.accessToken, token_type: 'Bearer', expires_in: 3600 },
          sentAtMs: calls.clock.now(),
          sentAtMonotonicMs: calls.clock.monotonic(),
          parentSignInId: admin.signInId,
        }
      }`,
      },
    ],
  },
  {
    name: 'a late renewal is accepted',
    edits: [
      {
        file: 'session/table.ts',
        find: "const late: Cell = [{ do: ['revoke_late'] }]",
        put: "const late: Cell = [{ to: 'signed_in' }]",
      },
      {
        file: 'session/obtain.ts',
        find: 'return wanted() ? obtained : revokeAndEnd(flight, obtained)',
        put: 'return obtained',
      },
      {
        file: 'session/flights.ts',
        find: 'if (flight.stop.signal.aborted)',
        put: 'if (flight.number < 0)',
      },
    ],
  },
  {
    name: 'the expected version is ignored',
    edits: [
      {
        file: 'stores/memory-store.ts',
        find: 'if (stored !== undefined && stored.version !== expectedVersion) return stored',
        put: 'void expectedVersion',
      },
    ],
  },
  {
    name: 'a 401 renews a newer token',
    edits: [
      {
        file: 'session/guards.ts',
        find: "other_token: (state, event) => event.type !== 'rejected' || event.tokenId !== tokenOf(state)?.id",
        put: 'other_token: () => false',
      },
    ],
  },
  {
    name: 'the token is sent along a redirect',
    edits: [
      {
        file: 'transport/follow-redirects.ts',
        find: 'if (to.origin !== from.origin) for (const name of secretHeaders) headers.delete(name)',
        put: 'void secretHeaders',
      },
    ],
  },
  {
    name: "the leader's abort rejects all",
    edits: [
      {
        file: 'session/flights.ts',
        find: 'flight.callers === 0 && this.#current === flight',
        put: 'this.#current === flight',
      },
    ],
  },
  {
    name: 'a background failure is unhandled',
    edits: [
      { file: 'session/deferred.ts', find: 'promise.catch(() => {})', put: 'void promise' },
      { file: 'session/acquire.ts', find: '.then(noop, noop)', put: '.then(noop)' },
    ],
  },
  {
    name: 'a cache at module level',
    edits: [
      {
        file: 'session/open-family.ts',
        find: 'const registry = new Registry(kind.maxSessions)',
        put: 'const registry = everywhere',
      },
      {
        file: 'session/open-family.ts',
        find: 'function nameOf(',
        put: 'const everywhere = new Registry(10_000)\n\nfunction nameOf(',
      },
    ],
  },
  {
    name: 'a secret in an error',
    edits: [
      {
        file: 'errors/redact.ts',
        find: 'return known.some(secret => shows(bare, bareOf(secret))) ? mark : rest',
        put: 'return known.length < 0 ? mark : text',
      },
    ],
  },
  {
    name: 'a listener is called while the lock is held',
    edits: [
      {
        file: 'session/flight.ts',
        find: 'if (over) say()',
        put: 'say()',
      },
    ],
  },
]
