'use client'

import { useEffect, useRef } from 'react'
import { showDashboard } from '../../embed-page'

export function Dashboard({ lookerHost, id }: { readonly lookerHost: string; readonly id: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const frame = document.createElement('div') // one for each run: `next dev` runs an effect twice
    const left = new AbortController()
    place.current?.append(frame)
    showDashboard(lookerHost, id, frame, left.signal).catch(error => {
      if (!left.signal.aborted) frame.textContent = String(error)
    })
    return () => {
      left.abort()
      frame.remove()
    }
  }, [lookerHost, id])
  return <div id="dashboard" ref={place} />
}
