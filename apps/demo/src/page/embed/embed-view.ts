import { computed, effect, signal } from '@preact/signals'
import type { EmbedFacts, Person } from '../../shared/messages'
import type { Model } from '../model'
import { type EmbedServer, embedServer } from '../server'
import { countsOf, type FrameState, sentenceOf, sentenceOfFrame } from './embed-words'

/** A page of embedded dashboards, signed in to the application as somebody. */
export function viewEmbed(model: Model, embed: EmbedFacts, slot: string, user: Person) {
  const server: EmbedServer = embedServer(`/embedded/${slot}`)
  const frame = signal<FrameState>('loading')
  const shown = signal<string | undefined>(undefined)
  const signedOut = signal(false)
  let told = 0
  let shows = 0

  const become = (state: FrameState): void => {
    if (frame.peek() === state) return
    frame.value = state
    model.say(sentenceOfFrame(state))
  }
  const end = effect(() => {
    for (const event of model.embedEvents.value) {
      if (event.number <= told) continue
      told = event.number
      if (event.slot === slot) model.say(sentenceOf(event), event.atMs)
    }
  })
  return {
    embed,
    slot,
    user,
    server,
    frame,
    /** The title of the dashboard in the frame, once it is there. */
    shown,
    signedOut,
    counts: computed(() => countsOf(model.embedEvents.value, slot)),
    /** Shows a dashboard in the element, in place of what was there. */
    async show(id: string, element: HTMLElement): Promise<void> {
      shows++
      const number = shows
      const isLast = (): boolean => number === shows
      shown.value = undefined
      become('loading')
      try {
        // The official client is loaded on this page alone.
        const { showDashboard } = await import('./show-dashboard')
        await showDashboard(embed.webUrl, server.tokensUrl, id, element, {
          loaded(title) {
            if (!isLast()) return
            shown.value = title
            become('live')
          },
          status({ expired, interrupted }) {
            if (isLast()) become(expired ? 'over' : interrupted ? 'interrupted' : 'live')
          },
        })
      } catch (error) {
        if (!isLast()) return
        become('failed')
        throw error
      }
    },
    end,
  }
}

export type EmbedView = ReturnType<typeof viewEmbed>
