import { html } from 'hono/html'
import type { User } from '../../users/directory'
import type { ReturnAddress } from '../authorize-request'
import type { OauthClientApp } from '../client-app'

type Html = ReturnType<typeof html>

export const nameOf = (user: User): string =>
  [user.firstName, user.lastName].filter(Boolean).join(' ') || `User ${user.id}`

const formStart = (formToken: string): Html =>
  html`<input type="hidden" name="form_token" value="${formToken}">`

/** Choosing one of the users: there are no passwords here. */
export function signInPage(
  app: OauthClientApp,
  users: readonly User[],
  formToken: string,
  problem?: string,
): Html {
  const options = users.map(
    user => html`<option value="${user.id}">${nameOf(user)} (${user.email ?? `user ${user.id}`})</option>`,
  )
  return html`<h1>Sign in to Looker</h1>
<p>to go on to <strong>${app.displayName}</strong></p>
${problem === undefined ? '' : html`<p id="problem" class="bad" role="alert">${problem}</p>`}
<form method="post">${formStart(formToken)}
<label for="user">User</label>
<select id="user" name="user_id" required ${problem === undefined ? '' : html`aria-describedby="problem" aria-invalid="true"`}>${options}</select>
<button class="main" name="action" value="choose">Sign in</button>
</form>
<p class="soft">This is an emulator: whoever you choose, you are.</p>`
}

/** Whether the application may act for who is signed in. */
export function consentPage({ app, redirectUri }: ReturnAddress, user: User, formToken: string): Html {
  const name = nameOf(user)
  return html`<h1>${app.displayName} wants to use Looker as ${name}</h1>
${app.description === '' ? '' : html`<p>${app.description}</p>`}
<p>It will be able to do by Looker's API what ${name} may do.</p>
<p class="soft">Either answer takes you back to ${redirectUri}</p>
<form method="post">${formStart(formToken)}
<button class="main" name="action" value="allow">Allow</button>
<button name="action" value="deny">Deny</button>
</form>
<form method="post">${formStart(formToken)}
<p class="soft">Not ${name}?</p>
<button name="action" value="switch_user">Sign in as somebody else</button>
</form>`
}

/** An error that cannot be sent back to the application, because it is not known which application it is. */
export const errorPage = (problem: string): Html => html`<h1>This sign-in can't go on</h1>
<p class="bad">${problem}.</p>
<p>Nothing was sent to any application.</p>`

export const staleFormPage = (startAgainAt: string): Html => html`<h1>This form is out of date</h1>
<p>It was not sent from the page that this browser was shown last, so nothing was done.</p>
<p><a href="${startAgainAt}">Start again</a></p>`
