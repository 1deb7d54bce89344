import { readFileSync, writeFileSync } from 'node:fs'
import type { Contestant, Rates } from './contestant.js'
import type { Result } from './rounds.js'

/** Ours against the best of the others, where there are others. */
export const ratioOf = ({ figures }: Result): { readonly ratio: number; readonly best: string } | undefined => {
  const [ours, ...others] = figures
  const able = others.flatMap(({ name, ms }) => (ms === undefined ? [] : [{ name, ms }]))
  if (ours?.ms === undefined || able.length === 0) return undefined
  const best = able.reduce((a, b) => (b.ms < a.ms ? b : a))
  return { ratio: ours.ms / best.ms, best: best.name }
}

const milliseconds = (ms: number | undefined): string => {
  if (ms === undefined) return '–'
  return ms < 0.1 ? ms.toPrecision(2) : ms < 1 ? ms.toFixed(3) : ms < 10 ? ms.toFixed(2) : ms.toFixed(1)
}

/** A result as cells, by the column's title. */
const cellsOf = (result: Result): Record<string, string> => {
  const { row, figures, limit } = result
  const against = ratioOf(result)
  const bound = Math.max(limit.products, limit.bytes)
  const ours = figures[0]?.ms
  return {
    workload: row.workload.name,
    batch: String(row.batch),
    ...Object.fromEntries(figures.map(({ name, ms }) => [name, milliseconds(ms)])),
    ...(against && { ratio: against.ratio.toFixed(2), best: against.best }),
    limit: milliseconds(bound),
    'limit by': limit.products > limit.bytes ? 'products' : 'bytes',
    'times limit': ours === undefined ? '–' : (ours / bound).toFixed(1),
  }
}

export const printResults = (results: readonly Result[]): void => {
  console.table(results.map((result) => ({ mode: result.row.mode, ...cellsOf(result) })))
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/** The ratios in two sentences; nothing where there are none. */
export const verdict = (results: readonly Result[]): string[] => {
  const of = (mode: string) =>
    results.flatMap((result) => {
      const against = ratioOf(result)
      return against && result.row.mode === mode ? [{ ...against, row: result.row }] : []
    })
  const [training, inference] = [of('train'), of('infer')]
  const mean = geometricMean(training.map(({ ratio }) => ratio)).toFixed(2)
  const worst = (all: typeof training) => {
    const { ratio, best, row } = all.reduce((a, b) => (b.ratio > a.ratio ? b : a))
    return `${ratio.toFixed(2)} (${row.workload.name}, batch ${row.batch}, against ${best})`
  }
  return [
    ...(training.length > 0
      ? [`Training: ${mean} times the best peer's time in the geometric mean, at worst ${worst(training)}.`]
      : []),
    ...(inference.length > 0 ? [`Inference: at worst ${worst(inference)} times the best peer's time.`] : []),
  ]
}

const markdownTable = (rows: readonly Record<string, string>[]): string => {
  const titles = Object.keys(rows[0] ?? {})
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const left = new Set(['workload', 'best', 'limit by'])
  return [
    line(titles),
    line(titles.map((title) => (left.has(title) ? '---' : '---:'))),
    ...rows.map((row) => line(titles.map((title) => row[title] ?? ''))),
  ].join('\n')
}

export interface Report {
  readonly machine: string
  readonly contestants: readonly Pick<Contestant, 'name' | 'description'>[]
  readonly rounds: number
  readonly rates: Rates
  readonly results: readonly Result[]
}

const markdownOf = ({ machine, contestants, rounds, rates, results }: Report): string => {
  const tables = (['train', 'infer'] as const).flatMap((mode) => {
    const rows = results.filter(({ row }) => row.mode === mode)
    const title = mode === 'train' ? 'Training, milliseconds a step' : 'Inference, milliseconds a call'
    return rows.length > 0 ? [`### ${title}`, markdownTable(rows.map(cellsOf))] : []
  })
  const ways = new Map<string, Set<string>>()
  const unable = new Set<string>()
  for (const { row, figures } of results) {
    for (const { name, ms, way } of figures) {
      if (ms === undefined) unable.add(`${name}, ${row.mode} ${row.workload.name}: ${way}`)
      else ways.set(name, (ways.get(name) ?? new Set()).add(`\`${way}\``))
    }
  }
  return [
    ...tables,
    verdict(results).join(' '),
    [
      `- Machine: ${machine}. Products ${(rates.gemm / 1e9).toFixed(0)} GFLOP/s, copies ${(rates.copy / 1e9).toFixed(1)} GB/s.`,
      `- Each figure is the best of ${rounds} rounds, the libraries in turn.`,
      ...contestants.map(
        ({ name, description }) => `- ${name}: ${description}; timed: ${[...(ways.get(name) ?? [])].join(', ')}.`,
      ),
      ...[...unable].map((reason) => `- – ${reason}.`),
    ].join('\n'),
  ].join('\n\n')
}

const [begin, end] = ['<!-- figures: npm run bench -- --markdown writes them -->', '<!-- end of figures -->'] as const

/** Puts the tables between the marks of a Markdown file. Throws where it has none. */
export const writeMarkdown = (path: string, report: Report): void => {
  const text = readFileSync(path, 'utf8')
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${path} has no lines ${begin} and ${end}`)
  writeFileSync(path, `${before}${begin}\n\n${markdownOf(report)}\n\n${end}${after}`)
}
