import type { Session, SessionState } from '@looker-auth/browser'
import { useCallback, useSyncExternalStore } from 'react'

/** What the session is now: the component renders again whenever that changes. */
export function useSessionState(session: Session): SessionState {
  const subscribe = useCallback((onChange: () => void) => session.subscribe(onChange), [session])
  const getState = () => session.state // the same object until something changes
  return useSyncExternalStore(subscribe, getState, getState)
}

export function SignedIn({ looker }: { readonly looker: Session }) {
  const { status, error } = useSessionState(looker)
  if (status === 'signed_in' || status === 'renewing') {
    return (
      <button type="button" onClick={() => looker.logout()}>
        Sign out
      </button>
    )
  }
  if (status === 'signed_out') {
    const signIn = () => looker.login().catch(() => {}) // the state has the error
    return (
      <button type="button" onClick={signIn}>
        Sign in again
      </button>
    )
  }
  return error === undefined ? <p>{status.replaceAll('_', ' ')}</p> : <p role="alert">{error.hint}</p>
}
