/**
 * What runs in the embed page. It talks with the host page as `@looker/chatty` does: a MessageChannel whose numbered actions are those of
 * chatty's client and host messages. It reads its content each second, because a test may move the emulator's clock at any time.
 */
export const EMBED_SCRIPT = `
'use strict'
const READ_EVERY_MS = 1000
const FROM_PAGE = { syn: 0, ack: 1, message: 2, response: 4 }
const FROM_HOST = { synAck: 0, message: 1, messageWithResponse: 2 }

const page = document.getElementById('embed')
const { host, content, release } = page.dataset
const renewBelowSeconds = Number(page.dataset.renewBelow)
const show = (id, text) => { document.getElementById(id).textContent = text }
const { port1: port, port2 } = new MessageChannel()
let apiToken = page.dataset.apiToken
let isAsking = false
let isReading = false
let isRunWanted = false
let renewals = 0

const address = new URL(location.href)
address.searchParams.delete('embed_navigation_token')
const url = address.pathname + address.search
const absoluteUrl = address.href

const send = (eventName, detail = {}) =>
  port.postMessage({ action: FROM_PAGE.message, data: { eventName, payload: [{ type: eventName, ...detail }] } })

function become(state, text) {
  show('status', text)
  if (page.dataset.state === state) return false
  page.dataset.state = state
  return true
}

function over() {
  if (!become('over', 'This session is over.')) return
  send('session:status', { session_ttl: 0, expired: true, interrupted: false })
  if (page.dataset.apiToken) send('session:expired')
}

function interrupted(text, recoverable) {
  if (page.dataset.state === 'over') return
  if (become(recoverable ? 'interrupted' : 'stopped', text))
    send('session:status', { session_ttl: 0, expired: false, interrupted: true, recoverable })
}

function ask() {
  if (isAsking || page.dataset.apiToken) return
  isAsking = true
  send('session:tokens:request')
}

function live({ user, dashboard, api_token_ttl, session_ttl }) {
  show('title', dashboard.title)
  show('user', user.display_name ?? 'User ' + user.id)
  show('external-id', user.external_user_id ?? 'none')
  show('dashboard', dashboard.id)
  const isFirst = page.dataset.state === 'loading'
  const detail = { dashboard: { ...dashboard, canEdit: false, dashboard_filters: {}, absoluteUrl, url, options: {} } }
  show('ttl', 'API token: ' + api_token_ttl + ' s. Session: ' + session_ttl + ' s.')
  if (become('live', 'This session is live.'))
    send('session:status', { session_ttl, expired: false, interrupted: false })
  if (isFirst) {
    send('page:changed', { page: { type: 'dashboard', url, absoluteUrl, lookerVersion: release } })
    send('dashboard:loaded', detail)
  }
  if (isFirst || isRunWanted) {
    isRunWanted = false
    send('dashboard:run:start', detail)
    send('dashboard:run:complete', { ...detail, status: 'complete', tileStatuses: [] })
  }
  if (api_token_ttl <= renewBelowSeconds && api_token_ttl < session_ttl) ask()
}

async function read() {
  if (!apiToken || isReading || page.dataset.state === 'over') return
  isReading = true
  try {
    const answer = await fetch(content, { headers: { authorization: 'Bearer ' + apiToken }, cache: 'no-store' })
    const body = await answer.json()
    if (answer.ok) live(body)
    else if (answer.status !== 401) interrupted(body.message, true)
    else if (body.session_ttl === 0 || page.dataset.apiToken) over()
    else {
      interrupted('The API token has expired. The host page is asked for a new one.', true)
      ask()
    }
  } catch {
    interrupted('The emulator did not answer.', true)
  } finally {
    isReading = false
  }
}

const handlers = {
  'session:tokens'({ api_token, session_reference_token_ttl }) {
    isAsking = false
    if (session_reference_token_ttl === 0) return over()
    if (!api_token) {
      apiToken = ''
      return interrupted('The host page gave no new tokens.', false)
    }
    // The SDK repeats its tokens while it believes that they are fresh. They are tried with the next reading.
    if (api_token === apiToken) return
    if (apiToken) show('renewals', String(++renewals))
    apiToken = api_token
    read()
  },
  'dashboard:run'() {
    isRunWanted = true
    read()
  },
}

port.onmessage = ({ data: { action, data } }) => {
  if (action === FROM_HOST.synAck) {
    port.postMessage({ action: FROM_PAGE.ack, data: {} })
    if (apiToken) read()
    else ask()
    return
  }
  if (action !== FROM_HOST.message && action !== FROM_HOST.messageWithResponse) return
  const { eventName, payload, sequence } = data
  if (Object.hasOwn(handlers, eventName)) handlers[eventName](payload?.[0] ?? {})
  if (action === FROM_HOST.messageWithResponse)
    port.postMessage({ action: FROM_PAGE.response, data: { eventName, payload: [], sequence } })
}

setInterval(read, READ_EVERY_MS)
if (apiToken) read()
if (host && window.parent !== window) window.parent.postMessage({ action: FROM_PAGE.syn }, host, [port2])
`
