import { expect, test } from 'vitest'
import type { Contestant, Round, Unable } from '../../bench/contestant.js'
import { play } from '../../bench/rounds.js'
import { ratioOf, verdict } from '../../bench/table.js'
import { allRows, type Row } from '../../bench/workloads.js'

const row = allRows.find(({ workload, mode }) => workload.name === 'mlp' && mode === 'train') as Row
const rates = { gemm: 1e9, copy: 1e9 }

/** A contestant that says what it is told to, and notes that it was asked. */
const scripted = (name: string, answers: readonly (number | string)[], asked: string[] = [], parameters = 7) => {
  let next = 0
  const round = async (): Promise<Round | Unable> => {
    asked.push(name)
    const answer = answers[next++] as number | string
    return typeof answer === 'string' ? { unable: answer } : { ms: answer, parameters, way: 'call' }
  }
  return { name, description: name, round, end: async () => {} } satisfies Contestant
}

test('contestants take turns, and the best round counts', async () => {
  const asked: string[] = []
  const result = await play(row, [scripted('ours', [3, 2, 4], asked), scripted('theirs', [5, 6, 4], asked)], 3, rates)
  expect(asked).toEqual(['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs'])
  expect(result.figures.map(({ ms }) => ms)).toEqual([2, 4])
  expect(ratioOf(result)).toEqual({ ratio: 0.5, best: 'theirs' })
})

test('one that cannot run a row is not asked again, and has no figure', async () => {
  const asked: string[] = []
  const result = await play(row, [scripted('ours', [3, 2]), scripted('theirs', ['no kernel'], asked)], 2, rates)
  expect(asked).toEqual(['theirs'])
  expect(result.figures[1]).toEqual({ name: 'theirs', rounds: [], ms: undefined, way: 'no kernel' })
  expect(ratioOf(result)).toBeUndefined()
})

test('models of unlike numbers of parameters are not compared', async () => {
  const contestants = [scripted('ours', [1]), scripted('theirs', [1], [], 8)]
  await expect(play(row, contestants, 1, rates)).rejects.toThrow(
    'train mlp 32: the models differ in their numbers of parameters: ours has 7, theirs has 8',
  )
})

test('the verdict has the geometric mean of training, and the worst of both', async () => {
  const slow = await play(row, [scripted('ours', [8]), scripted('theirs', [1])], 1, rates)
  const quick = await play(row, [scripted('ours', [1]), scripted('theirs', [2])], 1, rates)
  expect(verdict([slow, quick])).toEqual([
    "Training: 2.00 times the best peer's time in the geometric mean, at worst 8.00 (mlp, batch 32, against theirs).",
  ])
})
