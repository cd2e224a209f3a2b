import ts from 'typescript'

/**
 * A test that shows promises: above it stands the comment `// @promise slug`, with several slugs separated by commas.
 *
 * @typedef {object} TaggedTest
 * @property {string} file From the folder of the repository, with slashes.
 * @property {number} line Of the tag.
 * @property {readonly string[]} slugs
 * @property {readonly string[]} groups The titles of the groups that contain the test, the outermost first.
 * @property {string} title What varies in it is `…`.
 */

/**
 * The tagged tests of a file, and a sentence for each tag that stands above no test.
 *
 * @param {string} file
 * @param {string} text
 * @returns {{ tests: TaggedTest[], problems: string[] }}
 */
export function findTaggedTests(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  /** @type {TaggedTest[]} */
  const tests = []
  /** @type {string[]} */
  const problems = []

  /** @param {ts.Node} token @param {readonly ts.CommentRange[] | undefined} comments @param {boolean} isAbove */
  const readTags = (token, comments, isAbove) => {
    for (const { pos, end } of comments ?? []) {
      const [, slugs] = /^\/\/ *@promise\b(.*)/.exec(text.slice(pos, end)) ?? []
      if (slugs === undefined) continue
      const line = source.getLineAndCharacterOfPosition(pos).line + 1
      const call = isAbove ? callAt(token) : undefined
      const title = call && titleOf(call)
      if (call === undefined || title === undefined)
        problems.push(
          `${file}:${line}: "${text.slice(pos, end)}" stands above nothing that has a title. ` +
            'Put it on a line of its own, directly above the call that declares the test.',
        )
      else
        tests.push({
          file,
          line,
          slugs: slugs.split(',').map(slug => slug.trim()),
          groups: groupsOf(call),
          title,
        })
    }
  }

  /** @param {ts.Node} node */
  const visit = node => {
    node.getChildren().forEach(visit)
    if (!ts.isToken(node)) return
    readTags(node, ts.getLeadingCommentRanges(text, node.getFullStart()), true)
    readTags(node, ts.getTrailingCommentRanges(text, node.getEnd()), false)
  }
  visit(source)
  return { tests, problems }
}

/**
 * The whole call that begins with the token, or with the expression that it returns: `test.each(rows)(title, run)` rather
 * than `test.each(rows)`.
 *
 * @param {ts.Node} token
 * @returns {ts.CallExpression | undefined}
 */
function callAt(token) {
  const first = ts.isReturnStatement(token.parent) ? (token.parent.expression ?? token) : token
  /** @type {ts.CallExpression | undefined} */
  let call
  for (let node = first; node && node.getStart() === first.getStart(); node = node.parent)
    if (ts.isCallExpression(node)) call = node
  return call
}

/** @param {ts.CallExpression} call */
function titleOf({ arguments: [title] }) {
  if (title === undefined) return undefined
  if (ts.isStringLiteralLike(title)) return title.text
  if (!ts.isTemplateExpression(title)) return undefined
  return [title.head.text, ...title.templateSpans.map(({ literal }) => literal.text)].join('…')
}

/** @param {ts.CallExpression} test */
function groupsOf(test) {
  const groups = []
  for (let node = test.parent; node; node = node.parent) {
    if (!ts.isCallExpression(node) || !node.expression.getText().startsWith('describe')) continue
    const title = titleOf(node)
    if (title !== undefined) groups.unshift(title)
  }
  return groups
}

/**
 * The page with the lists of its tests, and a sentence for each slug that only the page or only a tag has.
 *
 * @param {string} page
 * @param {readonly TaggedTest[]} tests
 * @returns {{ text: string, problems: string[] }}
 */
export function fillPage(page, tests) {
  const slugs = [...page.matchAll(/<!-- tests: (.*?) -->/g)].map(([, slug = '']) => slug)
  /** @type {Map<string, TaggedTest[]>} */
  const lists = new Map(slugs.map(slug => [slug, []]))
  /** @type {string[]} */
  const problems = []
  for (const slug of lists.keys())
    if (slugs.indexOf(slug) !== slugs.lastIndexOf(slug))
      problems.push(`docs/promises.md has the list "${slug}" twice. Give each claim a slug of its own.`)

  for (const test of tests)
    for (const slug of test.slugs) {
      lists.get(slug)?.push(test)
      if (!lists.has(slug))
        problems.push(
          `${test.file}:${test.line}: the tag names "${slug}", but docs/promises.md has no such list. ` +
            `Correct the slug, or write the claim on the page, with ${begin(slug)} and ${end} below it.`,
        )
    }

  let text = page
  for (const [slug, found] of lists) {
    const [before = '', rest = ''] = split(text, begin(slug))
    const [old = '', after] = split(rest, end)
    if (after === undefined || old.includes('<!-- '))
      problems.push(`docs/promises.md has no ${end} after ${begin(slug)}. Put it below the list.`)
    else text = [before, begin(slug), '\n', ...found.map(itemOf), end, after].join('')
    if (found.length === 0)
      problems.push(
        `No test shows "${slug}" of docs/promises.md. Put "// @promise ${slug}" above a test, or remove the claim.`,
      )
  }
  return { text, problems }
}

/** @param {string} slug */
const begin = slug => `<!-- tests: ${slug} -->`
const end = '<!-- /tests -->'

/**
 * What stands before the first mark, and what stands after it.
 *
 * @param {string} text
 * @param {string} mark
 */
function split(text, mark) {
  const at = text.indexOf(mark)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + mark.length)]
}

/** @param {TaggedTest} test */
function itemOf({ file, groups, title }) {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/(\.test)?\.tsx?$/, '')
  return `- [${name}](../${file}): ${[...groups, title].join(' › ').replace(/[<*]/g, '\\$&')}\n`
}
