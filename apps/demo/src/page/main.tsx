import { render } from 'preact'
import { App } from './app'
import { createModel } from './model'
import { ProblemCard } from './panels/result-panel'
import { problemOf } from './problem'
import { listenWhileShown, server } from './server'

const place = document.getElementById('app')
if (place !== null) {
  try {
    const model = createModel(await server.facts())
    listenWhileShown(message => model.hear(message))
    render(<App model={model} path={location.pathname} />, place)
  } catch (error) {
    render(
      <main>
        <h1>Looker Auth demo</h1>
        <ProblemCard problem={problemOf(error)} count={1} />
      </main>,
      place,
    )
  }
}
