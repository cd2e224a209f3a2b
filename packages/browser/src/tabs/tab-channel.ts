import { type BroadcastLine, onPage, type PageGlobals } from '../page/page-globals.js'
import { decodeMessage, encodeMessage, type TabMessage, type TabNews } from './tab-message.js'

/** Called with what happened; `missed` when a change may have come without a message. */
export type TabListener = (news: TabNews | 'missed') => void

/** Notifies the tabs of one origin of changes. */
export interface TabChannel {
  /**
   * Notifies the key's watchers in other tabs; those here learn no more than that it changed, for they share what was stored. It never
   * throws, and calls no listener before it has returned.
   */
  tell(message: TabMessage): void
  /** Calls the listener, never at once, when the key's record changed or changes may have been missed. Returns a function that ends it. */
  watch(key: string, listener: TabListener): () => void
  /** Calls every watcher: changes may have been missed. */
  missed(): void
}

/** What a channel is made of. */
export interface TabChannelOptions {
  /** The page's globals. Default `globalThis`. */
  readonly page?: PageGlobals | undefined
}

/**
 * A channel between the tabs of one origin, over BroadcastChannel. Messages carry the record's key, which is a hash, and what
 * happened: never a token. It is open while a listener watches and the page is not in the back/forward cache; on its return every
 * watcher is called. Without BroadcastChannel it notifies of this tab's own changes only.
 *
 * @param name Stores of the same name in other tabs hear one another.
 */
export function tabChannel(name: string, { page = globalThis }: TabChannelOptions = {}): TabChannel {
  const watchers = new Map<string, Set<TabListener>>()
  let line: BroadcastLine | undefined
  let endPage: (() => void) | undefined

  const call = (listeners: Set<TabListener> | undefined, news: Parameters<TabListener>[0]): void => {
    for (const listener of listeners ?? []) {
      queueMicrotask(() => {
        if (listeners?.has(listener)) listener(news)
      })
    }
  }
  const missed = (): void => {
    for (const listeners of watchers.values()) call(listeners, 'missed')
  }
  const hear = (): void => {
    line = opened(name, page)
    if (line === undefined) return
    line.onmessage = ({ data }) => {
      const message = decodeMessage(data)
      if (message !== undefined) call(watchers.get(message.key), message.news)
    }
  }
  const hush = (): void => {
    line?.close()
    line = undefined
  }
  const begin = (): void => {
    hear()
    let away = false
    endPage = onPage(page, {
      pagehide: () => {
        away = true
        hush()
      },
      pageshow: () => {
        if (!away) return
        away = false
        hush()
        hear()
        missed()
      },
    })
  }
  const end = (): void => {
    hush()
    endPage?.()
    endPage = undefined
  }

  return {
    tell(message) {
      call(watchers.get(message.key), 'changed')
      // What is posted is delivered, though its sender closes at once.
      const sender = line ?? opened(name, page)
      try {
        sender?.postMessage(encodeMessage(message))
      } catch {
        // The platform closed it: the other tabs find the change when they read the store.
      }
      if (sender !== line) sender?.close()
    },
    watch(key, listener) {
      const entry: TabListener = news => listener(news)
      const listeners = watchers.get(key) ?? new Set()
      watchers.set(key, listeners.add(entry))
      if (endPage === undefined) begin()
      return () => {
        if (!listeners.delete(entry)) return
        if (listeners.size === 0 && watchers.get(key) === listeners) watchers.delete(key)
        if (watchers.size === 0) end()
      }
    },
    missed,
  }
}

/** Undefined where there is none, or none may be had. */
function opened(name: string, { BroadcastChannel: Line }: PageGlobals): BroadcastLine | undefined {
  if (Line === undefined) return undefined
  try {
    const line = new Line(name)
    // On Node it would hold the process open.
    if ('unref' in line && typeof line.unref === 'function') line.unref()
    return line
  } catch {
    return undefined
  }
}
