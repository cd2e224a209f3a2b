import { headers } from 'next/headers'
import { userOf } from '../my-sign-in'
import { looker } from './looker'
import { WhoAmI } from './who-am-i'

export default async function Page() {
  const user = userOf((await headers()).get('cookie'))
  if (user === null) return <p role="alert">Sign in to the application first.</p>
  return <WhoAmI baseUrl={looker().session.baseUrl} user={String(user.userId)} />
}
