/** The pages of /auth. */
export type Page = 'sign_in' | 'consent'

/** What a person can do on them; the value of a button named `action`. */
export type PageAction = 'choose' | 'switch_user' | 'allow' | 'deny'

/** Where the way through the pages ends: back at the application, with a code or with access_denied. */
export type Ending = 'granted' | 'denied'

/** What leads where. What is not here leads nowhere: the page is shown again. */
const PAGE_FLOW: Readonly<Record<Page, Partial<Record<PageAction, Page | Ending>>>> = {
  sign_in: { choose: 'consent' },
  consent: { switch_user: 'sign_in', allow: 'granted', deny: 'denied' },
}

export function nextStep(page: Page, action: string): Page | Ending | undefined {
  const steps: Readonly<Record<string, Page | Ending>> = PAGE_FLOW[page]
  return Object.hasOwn(steps, action) ? steps[action] : undefined
}
