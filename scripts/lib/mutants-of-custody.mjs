/**
 * Faults of what a session group has to revoke, and of what it waits for.
 * @type {readonly { name: string, edits: readonly { file: string, find: string, put: string }[] }[]}
 */
export const ofCustody = [
  {
    name: 'a request that hung once slows every later one',
    edits: [
      {
        file: 'session/token-cache/single-flight.ts',
        find: 'return hasWaited ? undefined : before?.settled',
        put: 'return before?.settled',
      },
    ],
  },
  {
    name: 'spent refresh tokens are sent again at a sign-out',
    edits: [
      {
        file: 'sharing/shared-request.ts',
        find: 'isUsedUp ? { ...before, refreshToken: undefined } : before',
        put: 'before.signInId === record.signInId || isUsedUp ? before : before',
      },
    ],
  },
  {
    name: "a request goes on with a token of the admin's sign-in before",
    edits: [
      {
        file: 'session/token-cache/token-cache.ts',
        find: 'return !isOver && !isParentEnded && !this.signIns.hasEnded(signInId)',
        put: 'return !isOver && isParentEnded !== null && !this.signIns.hasEnded(signInId)',
      },
    ],
  },
  {
    name: 'a user who signed in again is forgotten as signed out',
    edits: [
      {
        file: 'session/registry.ts',
        find: 'this.#remembered.delete(name)',
        put: 'this.#remembered.get(name)',
      },
    ],
  },
  {
    name: 'a revocation that the runtime ended is not tried again',
    edits: [
      {
        file: 'tokens/ledger.ts',
        find: 'nowMs - sinceMs > longestRevocationMs &&',
        put: 'nowMs - sinceMs > 2 ** 40 &&',
      },
    ],
  },
  {
    name: "logout() does not count a user's token on the wire",
    edits: [
      {
        file: 'session/revocation/logout.ts',
        find: '[host, ...host.children()].reduce(',
        put: '[host].reduce(',
      },
    ],
  },
  {
    name: 'a look older than a sleep serves a user',
    edits: [
      {
        file: 'session/open-group.ts',
        find: 'child.revalidation?.invalidate(true)',
        put: 'child.revalidation?.invalidate()',
      },
    ],
  },
  {
    name: 'a second close() does not wait for the first',
    edits: [
      {
        file: 'session/session.ts',
        find: 'await own.#closing',
        put: 'if (own.#cache === own.#group.root) own.#closing = Promise.resolve(own.#closing)',
      },
    ],
  },
  {
    name: "a user is kept though the admin's record shows another sign-in",
    edits: [
      {
        file: 'sharing/parent-records.ts',
        find: 'return record.signInId !== signInId && record.epoch >= epoch',
        put: 'return record.signInId !== signInId && record.epoch > epoch',
      },
    ],
  },
  {
    name: 'a call does not wait for the sign-in that is being completed',
    edits: [
      {
        file: 'session/token-cache/acquire.ts',
        find: 'if (!completes && cache.completion !== undefined',
        put: 'if (completes && cache.completion !== undefined',
      },
    ],
  },
  {
    name: 'an encrypted record may be kept for longer',
    edits: [
      {
        file: 'stores/envelope.ts',
        find: 'JSON.stringify([storeKey, keepUntilMs])',
        put: 'JSON.stringify([storeKey])',
      },
    ],
  },
  {
    name: "close() sends a token request beside a sign-in's own",
    edits: [
      {
        file: 'session/token-cache/turns.ts',
        find: '.then(() => cache.beside?.wait().catch(noop))',
        put: '.then(noop)',
      },
    ],
  },
]
