import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { drawDigit, sideBySide } from '../../examples/support/draw-digit.js'

describe('drawDigit', () => {
  test('half blocks hold two rows a line, black to white, and reset their colours', () => {
    const [first, second, ...others] = drawDigit([0, 1, 1, 0, 0.5, 2], 2)
    expect(others).toEqual([])
    expect(first).toBe('\u001b[38;5;232;48;5;255m▀\u001b[38;5;255;48;5;232m▀\u001b[0m')
    expect(second).toBe('\u001b[38;5;244;48;5;232m▀\u001b[38;5;255;48;5;232m▀\u001b[0m')
    expect(stripVTControlCharacters(first as string)).toBe('▀▀')
  })

  test('letters, where there are no colours', () => {
    expect(drawDigit([0, 1, 0.5, -1], 2, { color: false })).toEqual(['  @@', '++  '])
  })

  test('rejects pixels that are no whole rows', () => {
    expect(() => drawDigit([1, 2, 3], 2)).toThrow('drawDigit: 3 pixels are not rows of 2')
  })
})

test('sideBySide puts captions under pictures of different heights', () => {
  const tall = { lines: ['ab', 'cd'], caption: 'tall' }
  const small = { lines: ['xy'], caption: 'a small one' }
  expect(sideBySide([tall, small], 2)).toEqual([
    'ab           xy           ',
    'cd                        ',
    'tall         a small one',
  ])
  expect(sideBySide([], 2)).toEqual([''])
})
