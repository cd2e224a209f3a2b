const name = 'looker-auth-demo:login'

/** A sign-in by OAuth is completed on a page that nobody sees: the one that they go on with counts it. */
export function carryLogin(): void {
  sessionStorage.setItem(name, '1')
}

/** Logins of this tab that no page has counted yet. */
export function carriedLogins(): number {
  try {
    const count = Number(sessionStorage.getItem(name))
    sessionStorage.removeItem(name)
    return count
  } catch {
    // Where storage is blocked, nobody signs in by OAuth; the page says so when they try.
    return 0
  }
}
