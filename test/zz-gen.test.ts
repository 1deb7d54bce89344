import fc from 'fast-check'
import { test } from 'vitest'
import { candidates } from './shapes/random-inputs.js'
import { grown } from './shapes/random-programs.js'
import { shapesRun } from './shapes/random-run.js'
import { diagnose, typeOfModel, typeOfTensor } from './shapes/random-types.js'
test('x', async () => {
  const n = Number(process.env.N ?? 200)
  console.time('sample')
  const s = fc.sample(candidates, { seed: Number(process.env.SEED ?? 1), numRuns: n })
  console.timeEnd('sample')
  console.time('grow')
  const g = s.flatMap((c, i) => grown(c, i % 4 === 0 ? 'mistake' : 'fitting') ?? [])
  console.timeEnd('grow')
  console.time('types')
  const d = diagnose(g.map(({ lines, tensors, whole }) => ({ lines, types: new Map([...tensors.map(({ name, open }) => [name, typeOfTensor(open)] as const), ...(whole ? [['whole', typeOfModel(whole.open, 'number')] as const] : [])]) })))
  console.timeEnd('types')
  let shown = 0
  for (const [i, f] of d.entries()) {
    const p = g[i]!
    if (p.mistake && f.length === 1 && f[0]!.line === p.lines.length && f[0]!.text.includes(`"${p.mistake}"`)) continue
    if (!p.mistake && f.length === 0) continue
    if (shown++ < 12) console.log('-----\n' + p.lines.filter((l,i)=>p.mistake||f.some(x=>x.line===i+1||x.text.startsWith((/const \[?(t\d+)/.exec(l)??[])[1]+' '))).join('\n') + '\n' + (p.mistake ?? '') + '\n', f)
  }
  console.log('bad types', shown, 'of', d.length)
  console.time('run')
  let bad = 0
  const seen = new Map<string, number>()
  for (const p of g) {
    if (!p.whole) continue
    const want = JSON.stringify(p.whole.actual.outputs.map((o) => o.shape))
    let got = ''
    try { got = JSON.stringify(await shapesRun(p.whole.open, p.whole.actual.inputs as never)) } catch (e) { got = String(e instanceof Error && !e.message.includes('onnx') ? e.stack?.slice(0, 900) : e) }
    if (got !== want) {
      bad++
      const key = got.slice(0, 150).replace(/\d+/g, '#')
      seen.set(key, (seen.get(key) ?? 0) + 1)
      if (seen.get(key)! <= 1 && seen.size < 12) console.log('=====\n' + p.lines.join('\n') + '\n', want, got)
    }
  }
  console.timeEnd('run')
  console.log('bad runs', bad, seen)
})
