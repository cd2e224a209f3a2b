import { html, raw } from 'hono/html'
import { sha256Base64 } from '../seams/sha256'
import { PAGE_STYLE } from './page-style'

type Html = ReturnType<typeof html>

/** A page around its content. */
export const layout = (title: string, content: Html): Html => html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title} - Looker emulator</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body><main>${content}</main></body>
</html>
`

/** The source of a style or script inside a page, as a Content-Security-Policy names it. */
export const inlineSource = async (text: string): Promise<string> =>
  `'sha256-${await sha256Base64(new TextEncoder().encode(text))}'`

/** The part of a Content-Security-Policy that lets nothing run and nothing be loaded but the style of all pages. */
export const basePolicy = async (): Promise<string[]> => [
  "default-src 'none'",
  'img-src data:',
  `style-src ${await inlineSource(PAGE_STYLE)}`,
]
