import { either, type LayerCases, refused, right, unknownOption, unknownSeries, wrong } from '../layer-cases.js'

const says = (rest: string) => `einsumDense: ${rest}`

export const einsumDense: LayerCases = {
  right: [
    right('[8]', ".einsumDense('ab,bc->ac', 3)", '["batch", 3], 24'),
    right('[8]', ".einsumDense('ab,bc->ac', 3, { biasAxes: 'c' })", '["batch", 3], 27'),
    right('[5, 8]', ".einsumDense('abc,cd->abd', [null, 3], { biasAxes: 'd' })", '["batch", 5, 3], 27'),
    right('[5, 8]', ".einsumDense('abc,cd->abd', [null, 3], { biasAxes: null })", '["batch", 5, 3], 24'),
    right('[5, 8]', ".einsumDense('abc,cd->abd', [5, 3], { biasAxes: 'bd' })", '["batch", 5, 3], 39'),
    right('[5, 8]', ".einsumDense('...x,xhk->...hk', [2, 4], { biasAxes: 'hk' })", '["batch", 5, 2, 4], 72'),
    right('[2, 4, 8]', ".einsumDense('...hk,hkx->...x', 3)", '["batch", 2, 3], 96'),
    right('[5, 8]', ".einsumDense('ab...,bc->ac...', 3, { biasAxes: 'c' })", '["batch", 3, 8], 18'),
    right('[5, 8]', ".einsumDense('abc,bd->adc', [3, null])", '["batch", 3, 8], 15'),
    right('[5, 8]', ".einsumDense('abc,bc->ac', 8)", '["batch", 8], 40'),
    right("['time', 8]", ".einsumDense('abc,cd->abd', [null, 3])", '["batch", "time", 3], 24'),
    right('[null, 8]', ".einsumDense('abc,cd->abd', [null, 3])", '["batch", number, 3], 24', {
      runs: '["batch", null, 3], 24',
    }),
    right('[null, 8]', ".einsumDense('abc,cd->abd', [5, 3])", '["batch", 5, 3], 24'),
    right('[8]', ".einsumDense('ab,bc->ac', units)", '["batch", number], number', {
      setup: either('units', '3', '4'),
      runs: '["batch", 3], 24',
    }),
    right('dims', ".einsumDense('abc,cd->abd', [null, 3])", 'Shape, number', {
      setup: unknownSeries,
      runs: '["batch", 8, 3], 9',
    }),
  ],
  wrong: [
    wrong(
      '[8]',
      ".einsumDense('ab,bc', 3)",
      says("expected an equation such as 'abc,cd->abd' or '...x,xy->...y', got 'ab,bc'"),
    ),
    wrong(
      '[8]',
      ".einsumDense('...b,bc->ac', 3)",
      says("expected an equation such as 'abc,cd->abd' or '...x,xy->...y', got '...b,bc->ac'"),
    ),
    wrong(
      '[8]',
      ".einsumDense('a1,1c->ac', 3)",
      says("expected an equation such as 'abc,cd->abd' or '...x,xy->...y', got 'a1,1c->ac'"),
    ),
    wrong('[8]', ".einsumDense('ab,bcc->ac', 3)", says("c is twice in 'bcc'; each axis needs a letter of its own")),
    wrong(
      '[8]',
      ".einsumDense('ab,bc->acd', [3, 4])",
      says("d of the output of 'ab,bc->acd' is nowhere else; use letters of the others"),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,bdc->ac', 3)",
      says("d of the kernel of 'ab,bdc->ac' is nowhere else; use letters of the others"),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,bc->ca', 3)",
      says("a, the batch, must come first in the output of 'ab,bc->ca' too, and not be in the kernel"),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,abc->ac', 3)",
      says("a, the batch, must come first in the output of 'ab,abc->ac' too, and not be in the kernel"),
    ),
    wrong(
      '[5, 8]',
      ".einsumDense('ab,bc->ac', 3)",
      says("'ab' does not name the axes of the input [batch, 5, 8]; it needs one letter for each, or '...'"),
    ),
    wrong(
      '[8]',
      ".einsumDense('...abc,cd->...abd', [2, 3])",
      says("'...abc' does not name the axes of the input [batch, 8]; it needs one letter for each, or '...'"),
    ),
    wrong(
      '[5, 8]',
      ".einsumDense('abc,cd->abd', 3)",
      says("outputShape [3] must hold one dim for each of 'bd', which the output has behind the batch"),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,bc->ac', 0)",
      says('c in outputShape must be a positive integer, or null where the input has it, got 0'),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,bc->ac', [null])",
      says('c in outputShape must be a positive integer, or null where the input has it, got null'),
    ),
    wrong(
      '[5, 8]',
      ".einsumDense('abc,cd->abd', [6, 3])",
      says('b is 5 in the input, but 6 in outputShape; make the two equal, or give null'),
    ),
    wrong(
      '[8]',
      ".einsumDense('ab,bc->ac', 3, { biasAxes: 'b' })",
      says("biasAxes must be some letters of 'c', which the output has behind the batch, got 'b'"),
    ),
    wrong(
      '[5, 8]',
      ".einsumDense('abc,cd->abd', [null, 3], { biasAxes: '' })",
      says("biasAxes must be some letters of 'bd', which the output has behind the batch, got ''"),
    ),
    wrong(
      "[5, 'f']",
      ".einsumDense('abc,cd->abd', [null, 3])",
      says('the axis c must be a known number, got f; give it in input(…) or reshape first'),
    ),
  ],
  refused: [
    refused('[8]', ".einsumDense('ab,bc->ac')", 'Expected 2-3 arguments, but got 1.', {
      throws: says("outputShape undefined must hold one dim for each of 'c', which the output has behind the batch"),
    }),
    refused(
      '[8]',
      ".einsumDense('ab,bc->ac', 3, { useBias: true })",
      unknownOption('useBias', 'EinsumDenseOptions<null, undefined>'),
    ),
  ],
}
