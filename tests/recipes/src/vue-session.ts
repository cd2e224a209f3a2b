import type { Session, SessionState } from '@looker-auth/browser'
import { markRaw, onScopeDispose, reactive, type ShallowRef, shallowRef } from 'vue'

/** What the session is now, for a component or a store: the value changes whenever the session does. */
export function useSessionState(session: Session): Readonly<ShallowRef<SessionState>> {
  const state = shallowRef(session.state)
  const stop = session.subscribe(() => {
    state.value = session.state
  })
  onScopeDispose(stop)
  return state
}

/** A reactive object that holds a session. markRaw() keeps the session's type, and Vue makes no proxy of it. */
export function createAppState(session: Session) {
  return reactive({ looker: markRaw(session), selectedLook: 0 })
}
