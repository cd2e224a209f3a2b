import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { EmbedPage } from './embed/embed-page'
import type { Model } from './model'
import { BackendPage } from './pages/backend-page'
import { OAuthPage } from './pages/oauth-page'
import { SignedInPage } from './pages/signed-in-page'
import { StartPage } from './pages/start-page'

const places = [
  { path: '/', name: 'Start' },
  { path: '/backend', name: 'Backend' },
  { path: '/oauth', name: 'OAuth' },
  { path: '/embedded/1', name: 'Embedded' },
]
const embedded = '/embedded/'

export function App({ model, path }: { readonly model: Model; readonly path: string }) {
  const { lookerUrl, emulated } = model.facts
  useEffect(() => {
    const name = places.find(place => place.path === placeOf(path))?.name
    if (path !== '/' && name !== undefined) document.title = `${name} - Looker Auth demo`
  }, [path])
  return (
    <Frame path={path}>
      <p class="where">
        {emulated ? 'Looker here is an emulator, at ' : 'Looker is '}
        <code>{lookerUrl}</code>
        {!emulated &&
          `: a real instance, so time and faults cannot be steered, and those controls are absent. It answers this page only with ${location.origin} in its embedded domain allowlist.`}
      </p>
      <Content model={model} path={path} />
    </Frame>
  )
}

function Content({ model, path }: { readonly model: Model; readonly path: string }) {
  if (path === '/backend') return <BackendPage model={model} />
  if (path === '/oauth') return <OAuthPage model={model} />
  if (path === '/signed-in') return <SignedInPage model={model} />
  if (path.startsWith(embedded)) return <EmbedPage model={model} slot={path.slice(embedded.length)} />
  return <StartPage model={model} />
}

/** The entry of the navigation under which a page is. */
function placeOf(path: string): string {
  if (path === '/signed-in') return '/oauth'
  return path.startsWith(embedded) ? '/embedded/1' : path
}

function Frame({ path, children }: { readonly path: string; readonly children: ComponentChildren }) {
  return (
    <>
      <header>
        <h1>Looker Auth demo</h1>
        <nav aria-label="Patterns">
          {places.map(({ path: to, name }) => (
            <a
              key={to}
              href={to}
              aria-current={to === path ? 'page' : to === placeOf(path) ? 'true' : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main>{children}</main>
    </>
  )
}
