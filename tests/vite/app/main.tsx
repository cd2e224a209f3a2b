import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { OAuthPage } from './oauth-page'

createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    <OAuthPage />
  </StrictMode>,
)
