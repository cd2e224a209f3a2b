import { backendGrant, createSession } from '@looker-auth/browser'
import { WhoAmI } from './who-am-i'

const looker = createSession({
  baseUrl: import.meta.env.VITE_LOOKER_URL,
  grant: backendGrant({ url: '/looker-token', user: '789' }),
})

export function BackendPage() {
  return <WhoAmI looker={looker} />
}
