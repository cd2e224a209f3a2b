import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BackendPage } from './backend-page'
import { OAuthPage } from './oauth-page'

// The router sends each path to this document.
const Page = location.pathname === '/backend' ? BackendPage : OAuthPage

createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)
