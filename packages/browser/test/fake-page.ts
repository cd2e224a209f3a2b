import type { BroadcastLine, PageGlobals } from '../src/index'

/** One origin's tabs without a browser: pages that hear one another. */
export interface FakeOrigin {
  page(more?: Partial<PageGlobals>): FakePage
  /** Every message that was posted. */
  readonly posted: unknown[]
  /** Posts as any script of the origin could. */
  post(name: string, message: unknown): void
  /** How many channels are open. */
  readonly lines: number
}

export interface FakePage extends PageGlobals {
  dispatch(type: string, fields?: object): void
  /** How many listeners the page has. */
  readonly listeners: number
}

export function fakeOrigin(): FakeOrigin {
  const lines = new Map<Line, string>()
  const posted: unknown[] = []
  const deliver = (name: string, message: unknown, from?: Line): void => {
    for (const [line, of] of lines) {
      if (of === name && line !== from)
        queueMicrotask(() => line.onmessage?.({ data: message } as MessageEvent))
    }
  }
  class Line implements BroadcastLine {
    onmessage: ((event: MessageEvent) => void) | null = null
    readonly #name: string
    constructor(name: string) {
      this.#name = name
      lines.set(this, name)
    }
    postMessage(message: unknown): void {
      if (!lines.has(this)) throw new DOMException('closed', 'InvalidStateError')
      posted.push(message)
      deliver(this.#name, message, this)
    }
    close(): void {
      lines.delete(this)
    }
  }
  return {
    posted,
    post: deliver,
    get lines() {
      return lines.size
    },
    page: more => fakePage({ BroadcastChannel: Line, ...more }),
  }
}

/** A page with events and nothing else but what is given. */
export function fakePage(more: Partial<PageGlobals> = {}): FakePage {
  const listeners: { readonly type: string; readonly listener: (event: Event) => void }[] = []
  return {
    ...more,
    addEventListener: (type, listener) => void listeners.push({ type, listener }),
    removeEventListener(type, listener) {
      const index = listeners.findIndex(entry => entry.type === type && entry.listener === listener)
      if (index >= 0) listeners.splice(index, 1)
    },
    dispatch(type, fields) {
      const event = Object.assign(new Event(type), fields)
      for (const entry of [...listeners]) if (entry.type === type) entry.listener(event)
    },
    get listeners() {
      return listeners.length
    },
  }
}

/** Web storage that holds so many characters. */
export function fakeStorage(room = Number.POSITIVE_INFINITY): Storage {
  const items = new Map<string, string>()
  return {
    getItem: name => items.get(name) ?? null,
    setItem(name, text) {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError')
      items.set(name, text)
    },
    removeItem: name => void items.delete(name),
    key: index => [...items.keys()][index] ?? null,
    clear: () => items.clear(),
    get length() {
      return items.size
    },
  }
}

/** Storage as one of the browser's processes sees it: what others write is not seen until it catches up. */
export function lateView(shared: Storage): { readonly storage: Storage; catchUp(): void } {
  const seen = fakeStorage()
  const catchUp = (): void => {
    seen.clear()
    for (let index = 0; index < shared.length; index++) {
      const name = shared.key(index) ?? ''
      seen.setItem(name, shared.getItem(name) ?? '')
    }
  }
  catchUp()
  const storage: Storage = {
    getItem: name => seen.getItem(name),
    key: index => seen.key(index),
    get length() {
      return seen.length
    },
    setItem(name, text) {
      seen.setItem(name, text)
      shared.setItem(name, text)
    },
    removeItem(name) {
      seen.removeItem(name)
      shared.removeItem(name)
    },
    clear() {
      seen.clear()
      shared.clear()
    },
  }
  return { storage, catchUp }
}

/** A getter that throws, as blocked storage does. */
export function blockedStorage(): Pick<PageGlobals, 'localStorage' | 'sessionStorage' | 'indexedDB'> {
  const refuse = (): never => {
    throw new DOMException('denied', 'SecurityError')
  }
  return Object.defineProperties(
    {},
    Object.fromEntries(
      ['localStorage', 'sessionStorage', 'indexedDB'].map(name => [name, { get: refuse, enumerable: true }]),
    ),
  )
}
