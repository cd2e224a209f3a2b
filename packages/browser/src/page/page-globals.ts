/** The part of a BroadcastChannel that is used here. */
export interface BroadcastLine {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown): void
  close(): void
}

/**
 * What is used of a page's globals. Each may be missing, or throw when it is read, as storage does that the user blocked; so
 * they are read when they are needed and no sooner. `globalThis` is one; tests bring their own.
 */
export interface PageGlobals {
  readonly BroadcastChannel?: (new (name: string) => BroadcastLine) | undefined
  readonly indexedDB?: IDBFactory | undefined
  readonly localStorage?: Storage | undefined
  readonly sessionStorage?: Storage | undefined
  readonly navigator?: { readonly locks?: Pick<LockManager, 'request'> | undefined } | undefined
  readonly document?: { readonly visibilityState: string } | undefined
  addEventListener?(type: string, listener: (event: Event) => void, options?: boolean): void
  removeEventListener?(type: string, listener: (event: Event) => void, options?: boolean): void
}

/** Listens to the page's events, before the page's own listeners do. Returns a function that ends it. */
export function onPage(
  page: PageGlobals,
  listeners: Readonly<Record<string, (event: Event) => void>>,
): () => void {
  // Capturing: some of these events are dispatched at the document and do not all bubble.
  for (const [type, listener] of Object.entries(listeners)) page.addEventListener?.(type, listener, true)
  return () => {
    for (const [type, listener] of Object.entries(listeners)) page.removeEventListener?.(type, listener, true)
  }
}
