import { ofCustody } from './mutants-of-custody.mjs'
import { ofInterfaces } from './mutants-of-interfaces.mjs'
import { ofSharing } from './mutants-of-sharing.mjs'

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
        file: 'sudo/sudo-grant.ts',
        find: "if (!AuthError.is(error) || error.code !== 'token_rejected') throw error",
        put: `if (AuthError.is(error)) {
        return {
          token: { access_token: admin.accessToken, token_type: 'Bearer', expires_in: 3600 },
          sentAtMs: this.#calls.clock.now(),
          sentAtMonotonicMs: this.#calls.clock.monotonic(),
          parent: this.#parent.signInOf(admin),
        }
      }`,
      },
    ],
  },
  {
    name: 'a late renewal is accepted',
    edits: [
      {
        file: 'session/state-machine/transitions.ts',
        find: "const late: Cell = [{ do: ['revoke_late'] }]",
        put: "const late: Cell = [{ to: 'signed_in' }]",
      },
      {
        file: 'grants/obtain.ts',
        find: 'if (wanted()) return obtained',
        put: 'if (wanted() || obtained) return obtained',
      },
      {
        file: 'session/token-cache/single-flight.ts',
        find: 'if (!this.#end(flight)) return owner.late(value, flight.stop.signal.reason)',
        put: 'this.#end(flight)',
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
        file: 'session/state-machine/guards.ts',
        find: "other_token: (state, event) => event.type !== 'rejected' || event.tokenId !== cachedIn(state)?.id",
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
        file: 'session/token-cache/acquire.ts',
        find: 'flight.number === request && flight.deserted',
        put: 'flight.number === request',
      },
    ],
  },
  {
    name: 'a background failure is unhandled',
    edits: [
      { file: 'runtime/deferred.ts', find: 'promise.catch(() => {})', put: 'void promise' },
      { file: 'session/token-cache/acquire.ts', find: '.then(noop, noop)', put: '.then(noop)' },
    ],
  },
  {
    name: 'a cache at module level',
    edits: [
      {
        file: 'session/open-group.ts',
        find: 'const registry = new Registry(kind.maxSessions)',
        put: 'const registry = everywhere',
      },
      {
        file: 'session/open-group.ts',
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
        file: 'sharing/held-back.ts',
        find: 'if (this.#ended) this.release()',
        put: 'this.release()',
      },
    ],
  },
  {
    name: "a token is not tracked from Looker's answer",
    edits: [
      {
        file: 'grants/obtain.ts',
        find: 'trackGranted(owner, obtained, asked.signIn, asked.renewed)',
        put: 'void trackGranted',
      },
    ],
  },
  {
    name: 'close() leaves the ledger alone',
    edits: [
      {
        file: 'session/revocation/close-group.ts',
        find: 'await Promise.all(ledger.of(() => true).map(entry => end(root, entry, signal)))',
        put: 'void end',
      },
    ],
  },
  {
    name: 'close() aborts a login on the wire',
    edits: [
      {
        file: 'session/revocation/close-group.ts',
        find: "flight?.end(new AuthError('closed'), { abortNetwork: false })",
        put: "flight?.end(new AuthError('closed'), { abortNetwork: true })",
      },
    ],
  },
  {
    name: "a forgotten user's token is not tracked",
    edits: [
      {
        file: 'session/token-cache/effects.ts',
        find: 'if (cached.own && cached.version !== undefined) trackServed(cache, cached, cached.storeKey)',
        put: 'void trackServed',
      },
    ],
  },
  {
    name: "an admin's sign-out leaves the users' tokens",
    edits: [
      {
        file: 'session/revocation/logout.ts',
        find: 'parent !== undefined && isOver(parent.signInId)',
        put: 'parent === undefined && isOver(signInId)',
      },
    ],
  },
  {
    name: 'a credentials provider has no bound',
    edits: [
      {
        file: 'grants/api-key.ts',
        find: 'const boundMs = Math.min(transport.timeoutMs || longestProviderMs, longestProviderMs)',
        put: 'const boundMs = 2 ** 40 + transport.timeoutMs',
      },
    ],
  },
  {
    name: 'the credentials provider is asked for each user',
    edits: [
      {
        file: 'sharing/store-key.ts',
        find: 'this.#clientId ?? (await',
        put: '(await',
      },
    ],
  },
  {
    name: 'callers wait for ever for what the runtime ended',
    edits: [
      {
        file: 'runtime/shared-wait.ts',
        find: 'const leftMs = this.untilMs - this.#clock.monotonic()',
        put: 'const leftMs = 2 ** 40 + this.untilMs',
      },
    ],
  },
  {
    name: 'an old handle goes on after as()',
    edits: [
      {
        file: 'session/session.ts',
        find: "if (!this.#isCurrent && !cache.isSignedOut) throw new AuthError('signed_out')",
        put: "if (cache.closed) throw new AuthError('signed_out')",
      },
    ],
  },
  {
    name: 'a sign-out revokes all tokens at once',
    edits: [
      {
        file: 'session/revocation/revocation-turns.ts',
        find: 'while (running.size >= mostAtOnce)',
        put: 'while (running.size > mostAtOnce * 1000)',
      },
    ],
  },
  ...ofSharing,
  ...ofCustody,
  ...ofInterfaces,
]
