/** What a process is started for that talks to the keychain. It gets this on stdin as JSON: a secret is never an argument. */
export type KeychainRequest =
  | { readonly action: 'read' | 'remove'; readonly name: string }
  | { readonly action: 'write'; readonly name: string; readonly value: string }

/** What the process writes to stdout, as a line of JSON each: `connected`, then the answer; or only a failure. */
export type KeychainAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'done'; readonly value: string | null }
  | { readonly kind: 'failed'; readonly isInstalled: boolean; readonly reason: string }
