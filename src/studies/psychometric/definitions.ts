/** Definitions of all numbers of the study. */
import type { Definitions } from '../study.js'

const DESCRIPTION = 'description'
const FITTED = 'fitted; se and 95 % interval (low, high) from a seeded parametric bootstrap'

export const DEFINITIONS: Definitions = {
  coherence: [
    'Evidence for the first stimulus against the second on the rings that count, positive where the first is stronger; each task says in `meaning` how it is taken. Other rings are as drawn.',
    'unit of stimulus strength',
    DESCRIPTION,
  ],
  duration: ['Duration of the period `varied`; the other periods are in `periods`.', 'ms', DESCRIPTION],
  trained: ['Whether training could draw that duration.', 'none', DESCRIPTION],
  first: [
    'Trials whose last step would be right if the first stimulus were the stronger.',
    'trials',
    DESCRIPTION,
  ],
  second: ['The same for the second stimulus.', 'trials', DESCRIPTION],
  neither: ['Trials that chose neither: kept fixating, or answered elsewhere.', 'trials', 'fewer is better'],
  choice: [
    'first / (first + second), with its Wilson 95 % interval; null where no trial chose.',
    'share of choices',
    DESCRIPTION,
  ],
  accuracy: [
    'Share of all trials that are right at the last step, both signs of a coherence together, with its Wilson 95 % interval.',
    'share of trials',
    'higher is better',
  ],
  fit: [
    'P(first) = λ/2 + (1 − λ)·Φ((c − μ)/σ), maximum likelihood on first and second, λ at most 0.5; null where the choices do not tell the parameters, `reason` says why.',
    'none',
    DESCRIPTION,
  ],
  mu: [
    `μ, the coherence at which both are chosen equally often (bias); ${FITTED}.`,
    'unit of coherence',
    'unbiased at 0',
  ],
  sigma: [`σ, the noise of the decision; ${FITTED}.`, 'unit of coherence', 'smaller is more sensitive'],
  lapse: [
    `λ, the share of choices made whatever the evidence; ${FITTED}.`,
    'share of choices',
    'lower is better',
  ],
  logLikelihood: ['Of the fit, without the binomial coefficients.', 'nats', DESCRIPTION],
  deviance: [
    '2 × (log-likelihood of each choice’s own share − that of the fit).',
    'none',
    'lower fits better',
  ],
  devianceP: [
    '(1 + bootstrap deviances as large) / (bootstrap + 1).',
    'none',
    'small: the curve does not fit',
  ],
  curve: ['Fitted choice and its pointwise 95 % band from the bootstrap.', 'share of choices', DESCRIPTION],
}
