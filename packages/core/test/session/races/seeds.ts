/** Orders that failed once, by the name of their race: fast-check's seed and path. */
export const seeds: Readonly<Record<string, readonly { readonly seed: number; readonly path: string }[]>> = {
  'two pages of a person who signs in with OAuth, on one store': [
    // A page was closed in the middle of its sign-in, and the sign-out of its token was on its way for longer than its time bound.
    { seed: 1_087_355_316, path: '4667' },
  ],
  'one session: callers, aborts, expiry and revocation': [
    // A token that was on its way for longer than it lives.
    { seed: -1_515_474_864, path: '895:0:0:0' },
  ],
  'one session: sign-outs, sign-ins and a close': [
    // Two logins in flight: the sign-in between them was given up while it waited for the first.
    { seed: -492_202_149, path: '1778:0:0' },
  ],
  'two session groups on one store: one signs out while the other signs in or renews': [
    // The store notified of a sign-out just when it could not be read, and the session forgot the notification.
    { seed: -486_228_702, path: '3392' },
  ],
  'two session groups on one store, an admin and users in both': [
    // A sign-out wrote its tombstone over a token of an aborted request before the store had answered the commit of that token.
    { seed: 1_364_053_767, path: '3353' },
  ],
  'three session groups on a store that forgets': [
    // A second sign-out just when the first one's tombstone was written, and another session group signed in over that.
    { seed: 319_626_548, path: '3984:0:0:0' },
  ],
}
