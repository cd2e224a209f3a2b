/** How much is measured. */
export interface Sizes {
  readonly token: { readonly rounds: number; readonly calls: number }
  readonly identities: { readonly counts: readonly number[]; readonly rounds: number; readonly calls: number }
  readonly fetch: { readonly rounds: number; readonly requests: number; readonly concurrency: number }
  readonly herd: {
    readonly callers: readonly number[]
    readonly users: number
    readonly callersPerUser: number
  }
  readonly redis: { readonly rounds: number; readonly operations: number }
  readonly starts: { readonly rounds: number; readonly processes: number }
  readonly imports: { readonly rounds: number }
}

export const fullSizes: Sizes = {
  token: { rounds: 31, calls: 300_000 },
  identities: { counts: [1, 10, 100, 1000, 10_000, 100_000], rounds: 9, calls: 100_000 },
  fetch: { rounds: 15, requests: 1500, concurrency: 50 },
  herd: { callers: [1, 10, 100, 1000, 10_000], users: 1000, callersPerUser: 100 },
  redis: { rounds: 15, operations: 3000 },
  starts: { rounds: 5, processes: 32 },
  imports: { rounds: 21 },
}

/** `--quick`: whether everything runs; its numbers say little. */
export const quickSizes: Sizes = {
  token: { rounds: 2, calls: 20_000 },
  identities: { counts: [1, 100], rounds: 2, calls: 10_000 },
  fetch: { rounds: 1, requests: 100, concurrency: 50 },
  herd: { callers: [1, 100], users: 20, callersPerUser: 10 },
  redis: { rounds: 1, operations: 200 },
  starts: { rounds: 1, processes: 8 },
  imports: { rounds: 1 },
}
