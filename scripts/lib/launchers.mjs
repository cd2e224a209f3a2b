import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const CHECK_EVERY_MS = 250
const A_SHELL = /^(\S*\/)?(sh|bash|dash|zsh) -c /
// npm shows npx as `npm exec`. Not `npm run`: its script may start a program that is to outlive it.
const A_LAUNCHER = /^npm exec\b|^(\S+ )?(\S*[/\\])?(pnpm|npx)(-cli)?(\.[cm]?js)?( |$)/

/**
 * Ends this process, as by SIGTERM, when a launcher of its is gone: npx, pnpm, or a shell of theirs. None of them passes
 * on a signal that is sent to it alone.
 */
export function endWithLaunchers() {
  const parent = process.ppid
  const launchers = launchersAbove(parent)
  const watch = setInterval(() => {
    if (process.ppid === parent && launchers.every(isAlive)) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, CHECK_EVERY_MS)
  watch.unref()
}

/**
 * The process ids from `pid` up to the topmost launcher; none where the system does not tell (Windows).
 *
 * @param {number} pid
 */
function launchersAbove(pid) {
  /** @type {number[]} */
  const line = []
  let known = 0
  for (let next = pid, found = processOf(pid); found !== undefined; found = processOf(next)) {
    const isShell = A_SHELL.test(found.command)
    if (!isShell && !A_LAUNCHER.test(found.command)) break
    line.push(next)
    if (!isShell) known = line.length
    next = found.parent
  }
  return line.slice(0, known)
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    // Who has ended, but was not waited for, still takes signals.
    return process.platform !== 'linux' || !/^\) [ZX]/.test(statOf(pid))
  } catch {
    return false
  }
}

/**
 * @param {number} pid
 * @returns {{ parent: number, command: string } | undefined}
 */
function processOf(pid) {
  try {
    if (process.platform === 'linux') {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return { parent: Number(statOf(pid).split(' ')[2]), command }
    }
    const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' })
    const [, parent, command = ''] = /^\s*(\d+)\s+(.*)/.exec(line) ?? []
    return { parent: Number(parent), command }
  } catch {
    return undefined
  }
}

/**
 * `) STATE PARENT ...`, as Linux tells it after the process's name, which may hold anything.
 *
 * @param {number} pid
 */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')'))
}
