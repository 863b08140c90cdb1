/**
 * A study: a question about a trained network that goes beyond its analysis. Each study has a folder with everything
 * that belongs to it: what it measures, and how the result is described, drawn and read again. `studies.ts` lists all
 * studies. Code that all studies share is elsewhere: runs/study.ts opens the run, saves result and figure in it and
 * renews the report; cli/study.ts makes commands.
 */
import { z } from 'zod'
import type { Definition } from '../analysis/definitions.js'
import type { Engine } from '../engine/engine.js'
import { type ChargeWords, chargeWords } from '../figures/chargeWords.js'
import type { FigureSpec } from '../figures/style.js'
import type { CellSettings } from '../network/cell.js'
import type { Matrices, NetworkSize, Parameters, ParameterTable } from '../network/parameters.js'
import type { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { isModule } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { checkStudy, meansStudy } from './studyMembers.js'

/**
 * A question about a trained network, and how its answer is measured, described and drawn.
 * @typeParam Result the measures of one network, as plain JSON: every number is finite, or null if it is undefined
 */
export interface Study<Options extends StudyOptions = StudyOptions, Result extends object = object> {
  /** Lowercase letters and hyphens; used in `analysis/NAME.json`, `figures/NAME.svg` and `gyrus study NAME`. */
  readonly name: string
  /** The question; it is the heading of the study's section in the report. */
  readonly question: string
  /** A line for the command's help that says what the study does. */
  readonly description: string
  /** Options by name. */
  readonly options: Options
  /** Definitions of all numbers of the result. */
  readonly definitions: Definitions
  /** Schema of the result as JSON, checked when it is written and when it is read. Further fields are allowed. */
  readonly schema: z.ZodType<Result>
  /**
   * Measures one network. It must not change the network or anything else.
   * @throws InputError if the network, or an option, cannot be used
   */
  measure(network: StudiedNetwork, options: OptionValues<Options>, means: Means): Promise<Result>
  /** The result as one sentence without a full stop. It must be true whatever the data are. */
  finding(result: Studied<Result>): string
  /** Further paragraphs for the report. */
  story?(result: Studied<Result>): string[]
  /** The figure of the report: a Vega-Lite specification with its data inline, made with `figure`. */
  figure(result: Studied<Result>): FigureSpec
  /** The result as text for the terminal. */
  table(result: Studied<Result>): string
  /** A comparison of several networks, as text for the terminal. */
  compare?(results: readonly Studied<Result>[]): string
}

/**
 * The same object, with the types of its options and its result.
 * @throws InputError if a member is missing, wrong or unknown
 */
export function defineStudy<const Options extends StudyOptions, Result extends object>(
  study: Study<Options, Result>,
): Study<Options, Result> {
  checkStudy({ ...study })
  return study
}

/**
 * Whether a value is a study, of this copy of gyrus or another.
 * @throws InputError if it means to be one, and a member is missing, wrong or unknown
 */
export function isStudy(value: unknown): value is Study {
  if (!meansStudy(value)) return false
  checkStudy(value)
  return true
}

/** The options of a study by name. */
export type StudyOptions = Readonly<Record<string, StudyOption>>

/** An option of a study. The user may leave it out. `options.ts` has schemas for common kinds of values. */
export interface StudyOption<Value = unknown> {
  /** Schema of its values. */
  readonly value: z.ZodType<Value>
  /** The name of its value in the command's help, e.g. `n`. */
  readonly unit: string
  /** Text for the command's help: what the option decides, and in brackets its default. */
  readonly help: string
}

/** The values of options, by name. */
export type OptionValues<Options extends StudyOptions> = {
  readonly [Name in keyof Options]?: z.infer<Options[Name]['value']>
}

/**
 * The meaning of a number, its unit (`none` for pure numbers), and which direction is better or which tail p counts.
 */
export type Definitions = Readonly<
  Record<string, readonly [meaning: string, unit: string, direction: string]>
>

/** The network that is studied. */
export interface StudiedNetwork {
  /** Its name in messages: the folder of its run. */
  readonly name: string
  /** The experiment by which it was trained. */
  readonly experiment: Experiment
  /** The battery with the tasks on which it was trained. */
  readonly battery: Battery
  /** The battery that also has the tasks that were held out of its training. */
  readonly wholeBattery: Battery
  /** Numbers of inputs, hidden neurons and outputs. */
  readonly size: NetworkSize
  /** What its cell is, as functions of the network take it. */
  readonly cell: CellSettings
  /** The table of its cell's parameters. */
  readonly table: ParameterTable
  /** Parameters by name, row-major, with the shapes of the table; in a matrix, rows receive and columns send. */
  readonly parameters: Parameters<Float32Array>
  /** Its connections, with one number for each. */
  readonly connections: Matrices<Float32Array>
  /** Number of training steps that it has taken. */
  readonly step: number
}

/** What a study gets to measure with. */
export interface Means {
  /** Runs programs. */
  readonly engine: Engine
  /** A stream of random numbers for the seed of the run, the study and a path of names. */
  random(...path: readonly (string | number)[]): Random
  /**
   * To be called now and then to show progress.
   * @param share of the work that is done, 0 to 1
   * @param work description of the work, e.g. `1,899 lesions`
   */
  progress(share: number, work: string): void
}

/** Says to which network a result belongs. */
export interface Envelope {
  /** The preset of its experiment. */
  preset: string
  /** The kind of its regularizer, or the title of a charge of the user's own. */
  kind: string
  /** λ at the peak of its schedule. */
  lambda: number
  /** The seed of its experiment. */
  seed: number
  /** Number of training steps that the network has taken. */
  step: number
  /** Versions of the software that began its run. */
  versions: Record<string, string>
}

/** A result with its envelope: the contents of `analysis/NAME.json`, except the definitions. */
export type Studied<Result extends object> = Envelope & Result

/** The parts of a run's experiment.json from which an envelope is made. */
interface Origin {
  readonly experiment: Experiment
  readonly versions: { readonly gyrus: string }
  readonly charge?: ChargeWords
}

/** The envelope of a network. @param step number of its training steps */
export function envelope(origin: Origin, step: number): Envelope {
  const { preset, regularizer, seed } = origin.experiment
  const { kind: named, lambda } = regularizer
  const kind = isModule(named) ? chargeWords(origin).title : named
  return { preset, kind, lambda, seed, step, versions: { ...origin.versions } }
}

/**
 * What a study said of its result. The file of one of a user's own holds it, so that report and page have the words where its
 * module is not.
 */
export interface StudyWords {
  /** The heading of its section. */
  question: string
  /** The outcome as one sentence without a full stop. */
  finding: string
  /** What the report says beyond that, a paragraph each. */
  story: string[]
  /** SHA-256 of the module's text, where it was one. */
  sha256?: string
}

/** What a study says of a result. */
export function toldOf<Result extends object>(
  { question, finding, story }: Pick<Study<StudyOptions, Result>, 'question' | 'finding' | 'story'>,
  result: Studied<Result>,
): StudyWords {
  return { question, finding: finding(result), story: story?.(result) ?? [] }
}

/** Of the file of a study of a user's own, as far as readers without its module need it. */
export const toldSchema: z.ZodType<{ step: number; told: StudyWords }> = z.looseObject({
  step: z.int().min(0),
  told: z.looseObject({
    question: z.string(),
    finding: z.string(),
    story: z.array(z.string()),
    sha256: z.string().optional(),
  }),
})

/** The file of a study in the folder of a run. */
export const fileOf = ({ name }: Pick<Study, 'name'>): string => `analysis/${name}.json`

/**
 * A result that was read from a study's file, with its complete envelope; early versions of gyrus saved only parts of
 * it.
 * @param step number of training steps of the present network
 * @returns null if the result belongs to another step
 */
export function fromFile<Result extends object>(
  stored: Result,
  origin: Origin,
  step: number,
): Studied<Result> | null {
  if ((stored as Partial<Envelope>).step !== step) return null
  return { ...envelope(origin, step), ...stored }
}

/** The definitions of a study in the form in which its file has them. */
export function definitionsOf({ definitions }: Pick<Study, 'definitions'>): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, [meaning, unit, direction]]) => [
      name,
      { meaning, unit, direction },
    ]),
  )
}
