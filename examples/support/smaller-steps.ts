import type { Callback } from 'tenon'

/** Ends a run with smaller steps: a tenth of the learning rate in the last quarter of the epochs. */
export const smallerSteps = (): Callback => {
  let rate = 0
  const restore: Callback['onTrainEnd'] = (_, run) => {
    run.learningRate = rate
  }
  return {
    onTrainBegin: (run) => {
      rate = run.learningRate
    },
    onEpochBegin: (epoch, run) => {
      run.learningRate = epoch < 0.75 * run.epochs ? rate : rate / 10
    },
    onTrainEnd: restore,
    onTrainAbort: (_, run) => restore({}, run),
  }
}
