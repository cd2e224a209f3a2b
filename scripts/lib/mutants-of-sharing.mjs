/**
 * Faults in the rules by which sessions share a record: epochs, names, custody, revalidation.
 * @type {readonly { name: string, edits: readonly { file: string, find: string, put: string }[] }[]}
 */
export const ofSharing = [
  {
    name: 'an older epoch is adopted',
    edits: [
      {
        file: 'tokens/sign-in-memory.ts',
        find: 'return this.hasEnded(signInId) || epoch < this.epoch',
        put: 'return this.hasEnded(signInId) || epoch < 0',
      },
    ],
  },
  {
    name: 'an ended sign-in is adopted by name',
    edits: [
      {
        file: 'tokens/sign-in-memory.ts',
        find: 'return this.hasEnded(signInId) || epoch < this.epoch',
        put: "return signInId === '' || epoch < this.epoch",
      },
    ],
  },
  {
    name: 'a sign-out does not look at the record first',
    edits: [
      {
        file: 'sharing/sign-out.ts',
        find: 'isFirstLook && (commits === 0 || record.sentAtMs <= calledAtMs)',
        put: '!isFirstLook && commits < 0 && record.sentAtMs <= calledAtMs',
      },
    ],
  },
  {
    name: 'a sign-out ends a sign-in that began later',
    edits: [
      {
        file: 'sharing/sign-out.ts',
        find: 'if (!signInIds.has(record.signInId)) return',
        put: 'signInIds.add(record.signInId)',
      },
    ],
  },
  {
    name: 'a second sign-out writes no tombstone of its own',
    edits: [
      {
        file: 'sharing/sign-out.ts',
        find: "if (record?.kind === 'signed_out' && record.id === id) return",
        put: "if (record?.kind === 'signed_out') return",
      },
    ],
  },
  {
    name: 'the stored token is not revoked at a sign-out',
    edits: [
      {
        file: 'sharing/sign-out.ts',
        find: "if (record?.kind === 'token') trackStored(owner, record)\n    const tombstone",
        put: 'const tombstone',
      },
    ],
  },
  {
    name: 'a sign-out elsewhere is undone by a login under way',
    edits: [
      {
        file: 'sharing/shared-request.ts',
        find: "if (record?.kind !== 'signed_out' && !now.foreign && !isUnknown) return undefined",
        put: 'if (!now.foreign && !isUnknown) return undefined',
      },
    ],
  },
  {
    name: "the admin's record is not read at a user's revalidation",
    edits: [
      {
        file: 'sharing/record-watch.ts',
        find: 'const parentEnded = await this.#isParentEnded(before)',
        put: 'const parentEnded = (await this.#isParentEnded({ ...before, parent: undefined })) && before.id === undefined',
      },
    ],
  },
  {
    name: 'a notification takes the place of the look',
    edits: [
      {
        file: 'sharing/record-watch.ts',
        find: 'const next = this.#nextLook(from)',
        put: 'const next = this.#endWatch ? forever : this.#nextLook(from)',
      },
    ],
  },
  {
    name: 'a rejected token is adopted again',
    edits: [
      {
        file: 'sharing/adoption.ts',
        find: 'record.id === owner.signIns.rejectedId || owner',
        put: 'owner',
      },
    ],
  },
  {
    name: 'freshness counts by one clock only',
    edits: [
      {
        file: 'sharing/record-watch.ts',
        find: 'return wallMs >= until.wallMs || monotonicMs >= until.monotonicMs',
        put: 'return monotonicMs >= until.monotonicMs && wallMs > 0',
      },
    ],
  },
  {
    name: 'own tokens of a sign-in that was ended elsewhere live on',
    edits: [
      {
        file: 'session/token-cache/revalidate.ts',
        find: 'if (cached !== undefined) revokeOwn(cache, parent ? cached.parent?.signInId : cached.signInId)',
        put: 'void revokeOwn',
      },
    ],
  },
  {
    name: 'a sign-in that could not read the record misses a sign-out',
    edits: [
      {
        file: 'sharing/completed-sign-in.ts',
        find: 'signOut.id === signOutOf(before?.record)?.id',
        put: 'before === undefined || signOut.id === signOutOf(before.record)?.id',
      },
    ],
  },
  {
    name: 'a later sign-in hides a sign-out from an earlier one',
    edits: [
      {
        file: 'tokens/token-record.ts',
        find: "if (record?.kind !== 'signed_out') return record?.signOut",
        put: "if (record?.kind !== 'signed_out') return undefined",
      },
    ],
  },
  {
    name: 'a sign-out is missed while a sign-in revokes what it replaced',
    edits: [
      {
        file: 'sharing/completed-sign-in.ts',
        find: "if (now?.record?.kind === 'signed_out') throw new SignedOutElsewhere()",
        put: 'void now',
      },
    ],
  },
  {
    name: 'a page gets a token that is due for renewal',
    edits: [
      {
        file: 'token-endpoint/page-token.ts',
        find: 'return isDue ? acquire(cache, signal, undefined) : token',
        put: 'return token',
      },
    ],
  },
]
