/** Opens the demo's address as a browser does. Answers its origin, and the cookie by which it lets in. */
export async function enter(address: string): Promise<{ readonly url: string; readonly cookie: string }> {
  const response = await fetch(address, { redirect: 'manual' })
  const [cookie] = response.headers.getSetCookie()
  if (response.status !== 302 || cookie === undefined) {
    throw new Error(`The address to open was answered with ${response.status}, without a cookie.`)
  }
  return { url: new URL(address).origin, cookie: cookie.split(';', 1)[0] ?? '' }
}
