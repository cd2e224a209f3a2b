import {
  functionalSdk40,
  type ILooker40SDK,
  type IUser,
  Looker40SDK,
  Looker40SDKStream,
  me,
} from '@looker/sdk'
import { type IAPIMethods, type IAuthSession, pager } from '@looker/sdk-rtl'
import { type CallFailure, lookerAuthSession, lookerSdk } from '@looker-auth/looker-sdk'
import { createSession } from '@looker-auth/node'

const looker = createSession({ baseUrl: 'https://looker.test' })
const sdk: Looker40SDK = lookerSdk(looker, { workspace: 'dev', timeout: 30, ownsSession: false })
const byInterface: ILooker40SDK = sdk
const methods: IAPIMethods = sdk
const session: IAuthSession = lookerAuthSession(looker.as(789))
const own = new Looker40SDK(session)
const streams = new Looker40SDKStream(session)
const functions = functionalSdk40(session)

/** What other code, written for the SDK, takes. */
async function read(from: Looker40SDK): Promise<IUser> {
  return from.ok(from.me('id'))
}

const users: IUser[] = [await read(sdk), await read(own), await functions.ok(me(functions))]
const page = await pager(sdk, () => sdk.search_users({ limit: 1 }))
const result = await byInterface.user('1')
if (!result.ok) {
  const { code, hint, status } = result.error as unknown as CallFailure
  const said: string | null = result.error.message
  throw new Error(`${code} ${hint} ${status} ${said}`)
}
const name: string | null | undefined = result.value.display_name

// @ts-expect-error: a workspace that does not exist
lookerSdk(looker, { workspace: 'Dev' })
// @ts-expect-error: no session
lookerSdk({})

export { methods, name, page, streams, users }
