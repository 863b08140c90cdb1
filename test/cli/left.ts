/** What commands leave on the disk, to be compared with what they leave where nothing disturbs them. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The files of a folder with the SHA-256 of each, or that of a file alone; null where there is nothing. */
export function bytesOf(path: string): Record<string, string> | null {
  if (!existsSync(path)) return null
  const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  if (statSync(path).isFile()) return { '': sum(path) }
  const files = namesIn(path).filter((name) => statSync(join(path, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, sum(join(path, name))]))
}

/** All that a run leaves behind, but its clock, and what has drawn or quoted that. */
export function left(dir: string) {
  const lines = readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trim().split('\n')
  const files = Object.entries(bytesOf(dir)!)
  return {
    metrics: lines.map((line) => ({ ...JSON.parse(line), elapsed: null })),
    files: files.map(([name, sum]) =>
      /^(analysis|checkpoints)|\.svg$/.test(name) ? `${name} ${sum}` : name,
    ),
  }
}

/** What is not whole in a folder and those below it, or holds it. */
export const unfinished = (dir: string): string[] => namesIn(dir).filter((name) => /\.tmp$|\.lock/.test(name))

/** In alphabetical order. */
const namesIn = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()
