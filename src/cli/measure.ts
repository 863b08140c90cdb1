/** What the commands have in common that measure runs and compare them by kind. */
import { InputError } from '../errors.js'
import { asJson } from '../runs/files.js'
import { RunFolder } from '../runs/folder.js'

export interface Measurement<Result> {
  measure(run: RunFolder): Promise<Result>
  /** What came out of one network. */
  table(result: Result): string
  /** The figure that was written, in the folder of the run. */
  figure: string
  /** What several networks say together. */
  compare(results: readonly Result[]): string
}

/** @throws InputError for a folder that is named twice or is no run */
export async function measureRuns<Result>(
  dirs: readonly string[],
  json: boolean,
  { measure, table, figure, compare }: Measurement<Result>,
): Promise<void> {
  const twice = dirs.find((dir, i) => dirs.indexOf(dir) !== i)
  if (twice !== undefined) throw new InputError(`${twice}: is named twice`)
  const runs = await Promise.all(dirs.map((dir) => RunFolder.open(dir)))
  const results: Result[] = []
  for (const run of runs) {
    const result = await measure(run)
    results.push(result)
    if (!json) process.stdout.write(`${table(result)}\nFigure: ${run.path(figure)}\n\n`)
  }
  if (json) process.stdout.write(asJson(results.length === 1 ? results[0] : results))
  else if (results.length > 1) process.stdout.write(`${compare(results)}\n`)
}
