/**
 * What a study is: a question that is asked of a trained network beyond its analysis. One folder holds all of one study,
 * what it measures and how that is said, drawn and read again; `studies.ts` lists them. Everything around it is common
 * to all and stands elsewhere: runs/study.ts opens the run, keeps result and figure in it and renews the report;
 * cli/study.ts makes a command of it.
 */
import type { z } from 'zod'
import type { Definition } from '../analysis/definitions.js'
import type { Engine } from '../engine/engine.js'
import { type ChargeWords, chargeWords } from '../figures/chargeWords.js'
import type { FigureSpec } from '../figures/style.js'
import type { Matrices, NetworkSize, Parameters, ParameterTable } from '../network/parameters.js'
import type { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { isModule } from '../text.js'
import type { Experiment } from '../training/experiment.js'

/**
 * A question that is asked of a trained network, and how the answer is measured, said and drawn.
 * @typeParam Result what is measured of one network: plain JSON, every number finite, null where one is undefined
 */
export interface Study<Options extends StudyOptions = StudyOptions, Result extends object = object> {
  /** Small letters and hyphens: it is the name of `analysis/NAME.json`, `figures/NAME.svg` and `gyrus study NAME`. */
  readonly name: string
  /** What it asks: the heading of its section of the report. */
  readonly question: string
  /** What it does, in a line of the command's help. */
  readonly description: string
  /** By name, each with what it may be. */
  readonly options: Options
  /** What each number of its result means. */
  readonly definitions: Definitions
  /** Of the result as JSON: what is written, and what is read again, must be of this shape. Fields beside it pass. */
  readonly schema: z.ZodType<Result>
  /**
   * Measures one network. It may change neither the network nor anything else.
   * @throws InputError where the network, or an option, is of no use
   */
  measure(network: StudiedNetwork, options: OptionValues<Options>, means: Means): Promise<Result>
  /** The outcome as one sentence without a full stop. It must hold whichever way the data fall. */
  finding(result: Studied<Result>): string
  /** What the report says beyond that, a paragraph each. */
  story?(result: Studied<Result>): string[]
  /** The figure of the report: a Vega-Lite specification with its data inline, as `figure` makes one. */
  figure(result: Studied<Result>): FigureSpec
  /** For the terminal. */
  table(result: Studied<Result>): string
  /** Several networks held against each other, for the terminal. */
  compare?(results: readonly Studied<Result>[]): string
}

/** The options of a study by name. */
export type StudyOptions = Readonly<Record<string, StudyOption>>

/** An option of a study; each may be left out. `options.ts` has the usual kinds of values. */
export interface StudyOption<Value = unknown> {
  /** What it may be. */
  readonly value: z.ZodType<Value>
  /** How its value is named in the command's help, e.g. `n`. */
  readonly unit: string
  /** What it decides, and in brackets what it is where it is left out. */
  readonly help: string
}

/** The values of options, by name. */
export type OptionValues<Options extends StudyOptions> = {
  readonly [Name in keyof Options]?: z.infer<Options[Name]['value']>
}

/** What a number means, its unit (`none` for pure numbers), and which way is better or which tail p counts. */
export type Definitions = Readonly<
  Record<string, readonly [meaning: string, unit: string, direction: string]>
>

/** The network that is studied, and what is known of it. */
export interface StudiedNetwork {
  /** How messages name it: the folder of its run. */
  readonly name: string
  /** What was asked of its training. */
  readonly experiment: Experiment
  /** The tasks that it was trained on. */
  readonly battery: Battery
  /** The same and those that its training held out. */
  readonly wholeBattery: Battery
  /** How many units of each kind it has. */
  readonly size: NetworkSize
  /** What its cell has. */
  readonly table: ParameterTable
  /** By name, row-major in the shapes of the table; of a matrix the rows receive and the columns send. */
  readonly parameters: Parameters<Float32Array>
  /** Its connections as one number each. */
  readonly connections: Matrices<Float32Array>
  /** Training steps that it has taken. */
  readonly step: number
}

/** What a study measures with. */
export interface Means {
  /** What runs its programs. */
  readonly engine: Engine
  /** Streams of random numbers that belong to the seed of the run, the study and a path of names. */
  random(...path: readonly (string | number)[]): Random
  /**
   * Tells how far it has come.
   * @param share of the work that is done, 0 to 1
   * @param work what is done, e.g. `1,899 lesions`
   */
  progress(share: number, work: string): void
}

/** Which network a result is of. */
export interface Envelope {
  /** The preset that its experiment began with. */
  preset: string
  /** Of regularizer, or the title of a charge of a user's own; and its λ at the schedule's peak. */
  kind: string
  /** λ at the peak of its schedule. */
  lambda: number
  /** Of its experiment. */
  seed: number
  /** Training steps that the network has taken. */
  step: number
  /** By what its run was begun. */
  versions: Record<string, string>
}

/** A result and whose it is: what `analysis/NAME.json` holds, beside the definitions. */
export type Studied<Result extends object> = Envelope & Result

/** Whose network it is: what a run's experiment.json says. */
interface Origin {
  readonly experiment: Experiment
  readonly versions: { readonly gyrus: string }
  readonly charge?: ChargeWords
}

/** @param step of the network's training */
export function envelope(origin: Origin, step: number): Envelope {
  const { preset, regularizer, seed } = origin.experiment
  const { kind: named, lambda } = regularizer
  const kind = isModule(named) ? chargeWords(origin).title : named
  return { preset, kind, lambda, seed, step, versions: { ...origin.versions } }
}

/** The file of a study in the folder of a run. */
export const fileOf = ({ name }: Pick<Study, 'name'>): string => `analysis/${name}.json`

/**
 * A result as the file of a study has it, with its whole envelope: early versions of gyrus left some of that out.
 * @param step of the network that is looked at
 * @returns null where the result is of another step
 */
export function fromFile<Result extends object>(
  stored: Result,
  origin: Origin,
  step: number,
): Studied<Result> | null {
  if ((stored as Partial<Envelope>).step !== step) return null
  return { ...envelope(origin, step), ...stored }
}

/** The definitions of a study as its file has them. */
export function definitionsOf({ definitions }: Pick<Study, 'definitions'>): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, [meaning, unit, direction]]) => [
      name,
      { meaning, unit, direction },
    ]),
  )
}
