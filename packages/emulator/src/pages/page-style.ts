/** The look of all pages: one column from 360 px on, dark or light as the browser prefers. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --text: #1b1f24; --soft: #57606a; --line: #8c959f; --main: #0b57d0; --on-main: #fff; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --card: #161b22; --text: #e6edf3; --soft: #9da7b3; --line: #6e7681; --main: #8ab4f8; --on-main: #0d1117; --bad: #ff8a80 }
}
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 28rem; margin: 4vh auto; padding: 1.5rem; background: var(--card); border-radius: .75rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; line-height: 1.25 }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
select, button { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; font: inherit; color: inherit; background: var(--card) }
button { margin-top: .75rem; cursor: pointer }
button.main { border-color: var(--main); background: var(--main); color: var(--on-main) }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px }
a { color: var(--main) }
.soft { color: var(--soft) }
.bad { color: var(--bad) }
`
