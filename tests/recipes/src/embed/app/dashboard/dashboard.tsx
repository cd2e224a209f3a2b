'use client'

import { useEffect, useRef } from 'react'
import { showDashboard } from '../../embed-page'

export function Dashboard({ lookerHost, id }: { readonly lookerHost: string; readonly id: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const frame = document.createElement('div') // of this run: `next dev` runs an effect twice
    place.current?.append(frame)
    void showDashboard(lookerHost, id, frame)
    return () => frame.remove()
  }, [lookerHost, id])
  return <div ref={place} />
}
