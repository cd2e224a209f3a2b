import { describe, expect, test } from 'vitest'
import { fakePage } from '../../test/fake-page'
import { pageLife } from './page-life'

/** How often the store is read again when a page gets that event. */
function rechecksAt(type: string, fields: object = {}, visibilityState = 'visible'): number {
  const page = fakePage({ document: { visibilityState } })
  let rechecks = 0
  pageLife(page)(() => {
    rechecks++
  })
  page.dispatch(type, fields)
  return rechecks
}

describe('the store is read again when the page', () => {
  test('is put away', () => expect(rechecksAt('pagehide')).toBe(1))
  test('comes back from the back/forward cache', () =>
    expect(rechecksAt('pageshow', { persisted: true })).toBe(1))
  test('is resumed after it was frozen', () => expect(rechecksAt('resume')).toBe(1))
  test('becomes visible', () => expect(rechecksAt('visibilitychange')).toBe(1))
  test('is online again', () => expect(rechecksAt('online')).toBe(1))
})

describe('the store is not read again when the page', () => {
  test('is shown for the first time', () => expect(rechecksAt('pageshow', { persisted: false })).toBe(0))
  test('becomes hidden', () => expect(rechecksAt('visibilitychange', {}, 'hidden')).toBe(0))
  test('goes offline', () => expect(rechecksAt('offline')).toBe(0))
})

test('it ends, and lets every listener go', () => {
  const page = fakePage()
  let rechecks = 0
  const end = pageLife(page)(() => {
    rechecks++
  })
  end()
  end()
  page.dispatch('online')
  expect([rechecks, page.listeners]).toEqual([0, 0])
})

test('where there are no events, as on Node, no session is notified and nothing fails', () => {
  expect(() => pageLife({})(() => {})()).not.toThrow()
})
