import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { type Entry, filesIn, filesOf } from '../../web/src/files/dropped.js'
import { groups, openAll, sourceOf } from '../../web/src/files/groups.js'
import { openNetwork } from '../../web/src/files/read.js'
import { folderZip, weightsFile } from '../../web/src/files/write.js'
import { unzipped } from '../../web/src/files/zip.js'
import { blobs, bytesOf, NETWORKS, textBlob } from './blobs.js'

/** What a browser hands over for a folder: two entries at a time, then none. */
function folder(name: string, inside: Entry[]): Entry {
  const createReader = () => {
    let at = 0
    return {
      readEntries(found: (entries: Entry[]) => void) {
        at += 2
        found(inside.slice(at - 2, at))
      },
    }
  }
  return { isFile: false, isDirectory: true, name, createReader }
}
const file = (name: string): Entry => ({
  isFile: true,
  isDirectory: false,
  name,
  file: (found) => found(new File([name], name)),
})

describe('what is dropped', () => {
  it('is all files that can be of a network, with their paths', async () => {
    const run = folder('run', [
      file('experiment.json'),
      file('metrics.jsonl'),
      file('report.html'),
      folder('checkpoints', [
        file('step-00000100.safetensors'),
        file('step-00000200.safetensors'),
        file('x'),
      ]),
      folder('figures', [file('network.vl.json'), file('numbers.json')]),
      folder('.git', [file('a.json')]),
      folder('empty', []),
    ])
    expect([...(await filesIn([run, file('b.zip'), file('photo.png')])).keys()]).toEqual([
      'run/experiment.json',
      'run/metrics.jsonl',
      'run/checkpoints/step-00000100.safetensors',
      'run/checkpoints/step-00000200.safetensors',
      'b.zip',
    ])
  })

  it('is refused where it is a whole disk, or gone', async () => {
    const many = folder(
      'home',
      Array.from({ length: 20_001 }, (_, i) => file(`${i}.txt`)),
    )
    await expect(filesIn([many])).rejects.toThrow(
      /^home: holds more than 20000 files; drop the folder of a run$/,
    )
    const gone: Entry = { ...file('a.json'), file: (_, failed) => failed(new Error('NotFoundError')) }
    await expect(filesIn([gone])).rejects.toThrow(
      new InputError('a.json: cannot be read; is it still there?'),
    )
  })

  it('is the same as what is chosen', () => {
    const chosen = (path: string) =>
      Object.defineProperty(new File([], path.split('/').at(-1)!), 'webkitRelativePath', { value: path })
    const files = [chosen('run/experiment.json'), chosen('run/figures/a.json'), new File([], 'w.safetensors')]
    expect([...filesOf(files).keys()]).toEqual(['run/experiment.json', 'w.safetensors'])
  })
})

describe('many files', () => {
  it('belong to the nearest folder with an experiment', () => {
    const paths = [
      'a/experiment.json',
      'a/metrics.jsonl',
      'a/deep/experiment.json',
      'a/deep/analysis/summary.json',
    ]
    const found = groups(new Map([...paths, 'elsewhere/w.safetensors'].map((path) => [path, textBlob(path)])))
    expect(Object.fromEntries([...found].map(([name, files]) => [name, [...files.keys()]]))).toEqual({
      a: ['experiment.json', 'metrics.jsonl'],
      'a/deep': ['experiment.json', 'analysis/summary.json'],
      '': ['w.safetensors'],
    })
    expect([...groups(new Map([['experiment.json', textBlob('')]])).keys()]).toEqual([''])
  })

  it('are opened two at a time, by the names of their folders', async () => {
    const files = new Map(
      ['bimt-s1', 'l1-s1', 'none-s1'].flatMap((name) => [
        ...blobs(`${NETWORKS}/${name}`, `networks/${name}/`),
      ]),
    )
    const opened = await openAll(files, 'networks')
    expect(opened.map(({ described }) => described.source)).toEqual(['bimt-s1', 'l1-s1'])
    expect(opened[0].notes).toEqual(['networks holds 3 runs: the first two are shown.'])
    await expect(openAll(new Map(), 'photo.png')).rejects.toThrow(
      new InputError('photo.png: holds no network of gyrus'),
    )
  })
})

it('files are called by their folder, or else by their weights', () => {
  expect(sourceOf(['experiment.json', 'w.safetensors'])).toBe('w.safetensors')
  expect(sourceOf(['experiment.json', 'run'])).toBe('run')
  expect(sourceOf(['a.json', 'b.json'])).toBe('a.json')
})

describe('what the page hands out, it takes', () => {
  const original = () => openNetwork(blobs(`${NETWORKS}/bimt-s1`), 'bimt-s1')

  it('weights alone', async () => {
    const { described, snapshot } = await original()
    const bytes = await weightsFile(described.experiment, snapshot!)
    expect(Buffer.from(await weightsFile(described.experiment, snapshot!)).equals(bytes)).toBe(true)
    const [again] = await openAll(new Map([['w.safetensors', new Blob([bytes])]]), 'w.safetensors')
    expect(again.described).toEqual({ experiment: described.experiment, source: 'w.safetensors' })
    expect(again.snapshot).toEqual({ ...snapshot, evaluation: null })
  })

  it('a zipped folder, and says when that is damaged', async () => {
    const { described, snapshot, record } = await original()
    const zip = await folderZip('mine', described.experiment, snapshot!, new Date(0), record)
    const dropped = (bytes: Uint8Array) => unzipped(new Map([['a.zip', new Blob([new Uint8Array(bytes)])]]))
    const [again] = await openAll(await dropped(zip), 'a.zip')
    expect(again.described.source).toBe('mine')
    expect(again.record).toEqual(record)
    expect(again.snapshot).toEqual({ ...snapshot, evaluation: null })
    await expect(dropped(zip.slice(0, 100))).rejects.toThrow(/^a\.zip: damaged, it is no zip/)
    const other = await unzipped(blobs(`${NETWORKS}/bimt-s1`))
    expect((await bytesOf(other.get('experiment.json'))).length).toBeGreaterThan(0) // no zip: as it was
  })
})
